{#- Returns a whole select: the newest version of each record of a raw table, without the loads that
    the checks refused. Total order: highest version, then latest landed, then last line, then file. -#}
{% macro newest_version(raw_table, key) -%}
    select {{ raw_table }}.*
    from {{ source('raw', raw_table) }} as {{ raw_table }}
    left join {{ source('landing', 'load') }} as delivery
        on {{ raw_table }}._load_id = delivery.load_id
        and delivery.check_status = 'refused'
    where delivery.load_id is null
    qualify row_number() over (
        partition by {{ key | join(', ') }}
        order by
            {{ raw_table }}._version desc nulls last,
            {{ raw_table }}._loaded_at desc,
            {{ raw_table }}._line desc,
            {{ raw_table }}._file desc
    ) = 1
{%- endmacro %}
