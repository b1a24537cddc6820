{#- Columns that hold nulls, a row each with their count: not_null of several columns, one scan. -#}
{% test never_null(model, columns) %}
    with

    counted as (
        select {% for column in columns %}count(*) - count({{ column }}) as {{ column }}{% if not loop.last %}, {% endif %}{% endfor %}
        from {{ model }}
    ),

    listed as (
        {% for column in columns -%}
        select
            '{{ column }}' as column_name,
            {{ column }} as null_count
        from counted
        {% if not loop.last %}union all{% endif %}
        {% endfor %}
    )

    select * from listed
    where null_count > 0
{% endtest %}
