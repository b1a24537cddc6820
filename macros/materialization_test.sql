{#- Runs a data test by one query and stores rows only where it found some: hundreds of tests that
    pass would each make an empty table. Rows that an earlier run stored go away either way. -#}
{% materialization test, default %}
    {% set relation = api.Relation.create(
        database=database, schema=schema, identifier=model['alias'], type='table') %}
    {% set stored = adapter.get_relation(database, schema, model['alias']) %}
    {% set rows = get_limit_subquery_sql(sql, config.get('limit')) %}
    {% if stored %}
        {% do adapter.drop_relation(stored) %}
    {% endif %}

    {% call statement('main', fetch_result=true) %}
        {{ get_test_sql(rows, config.get('fail_calc'), config.get('warn_if'), config.get('error_if'),
            limit=none) }}
    {% endcall %}

    {% if not (should_store_failures() and load_result('main')['data'][0][0]) %}
        {{ return({'relations': []}) }}
    {% endif %}
    {% call statement('store', auto_begin=true) %}
        {{ get_create_sql(relation, rows) }}
    {% endcall %}
    {% do adapter.commit() %}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}
