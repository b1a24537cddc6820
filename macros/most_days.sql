{#- Returns a whole select: the value of a dimension on most days of each period, from the CTE
    days_by_period. What is known comes first, then most days, the later last day, the name. -#}
{% macro most_days(dimension, keys) -%}
    select
        {{ keys | join(',\n        ') }},
        {{ dimension }}
    from days_by_period
    group by {{ keys | join(', ') }}, {{ dimension }}
    qualify row_number() over (
        partition by {{ keys | join(', ') }}
        order by
            case when {{ dimension }} = 'unknown' then 1 else 0 end,
            count(*) desc,
            max(work_date) desc,
            {{ dimension }}
    ) = 1
{%- endmacro %}
