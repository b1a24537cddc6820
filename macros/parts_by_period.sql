{#- Returns a whole select: the parts of a fact per subject and period, from those per subject and
    day. A day lies in one period of each type. The model imports the CTE period_date. -#}
{% macro parts_by_period(relation, fact_name) -%}
    select
        {{ relation }}.subject_type,
        {{ relation }}.subject_id,
        period_date.period_type,
        period_date.period_start_date,
        {{ parts_summed(relation, fact_name) }}
    from {{ relation }}
    inner join period_date on {{ relation }}.work_date = period_date.calendar_date
    group by
        {{ relation }}.subject_type,
        {{ relation }}.subject_id,
        period_date.period_type,
        period_date.period_start_date
{%- endmacro %}
