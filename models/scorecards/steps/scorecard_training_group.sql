-- Those who took a course and those who did not, before and after, each as one.
-- Grain: one row per (course_id, cohort_id, business_line, kpi_id) with anybody to compare.
with

person as (
    select * from {{ ref('scorecard_training_person') }}
),

-- sums of all cases of a group, never a mean of people's means
final as (
    select
        course_id,
        cohort_id,
        business_line,
        kpi_id,
        {%- for group, condition in [('trained', 'is_trained'), ('control', 'not is_trained')] %}
        count(*) filter (where {{ condition }}) as {{ group }}_agent_count,
        {%- for side in ['before', 'after'] %}
        sum({{ side }}_denominator) filter (where {{ condition }})
            as {{ group }}_{{ side }}_denominator,
        sum({{ side }}_numerator) filter (where {{ condition }})
        / sum({{ side }}_denominator) filter (where {{ condition }})
            as {{ group }}_{{ side }}_value,
        {%- endfor %}
        {%- endfor %}
        bool_or(is_provisional) as is_provisional
    from person
    group by course_id, cohort_id, business_line, kpi_id
)

select * from final
