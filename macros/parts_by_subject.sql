{#- Returns a whole select: the parts of a fact per kind of subject, subject and day. subject_ids
    names the column of each kind; the centre is itself. The model imports the CTE kpi_fact. -#}
{% macro parts_by_subject(relation, fact_name, subject_ids) -%}
    select
        kpi_fact.subject_type,
        case kpi_fact.subject_type
            {%- for subject_type, column in subject_ids.items() %}
            when '{{ subject_type }}' then {{ relation }}.{{ column }}
            {%- endfor %}
            else kpi_fact.subject_type
        end as subject_id,
        {{ relation }}.work_date,
        {{ parts_summed(relation, fact_name) }}
    from {{ relation }}
    cross join kpi_fact
    group by kpi_fact.subject_type, subject_id, {{ relation }}.work_date
{%- endmacro %}
