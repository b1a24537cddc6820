-- What changed after a course with those who took it, less what changed with those who did not.
-- Grain: one row per (course_id, cohort_id, business_line, kpi_id).
with

training_window as (
    select * from {{ ref('scorecard_training_window') }}
),

effect_group as (
    select * from {{ ref('scorecard_training_group') }}
),

kpi as (
    select * from {{ ref('kpis') }}
),

judged as (
    select
        training_window.*,
        coalesce(effect_group.trained_agent_count, 0) as trained_agent_count,
        coalesce(effect_group.control_agent_count, 0) as control_agent_count,
        {%- for group in ['trained', 'control'] %}
        {%- for side in ['before', 'after'] %}
        coalesce(effect_group.{{ group }}_{{ side }}_denominator, 0)
            as {{ group }}_{{ side }}_denominator,
        effect_group.{{ group }}_{{ side }}_value,
        {%- endfor %}
        {%- endfor %}
        kpi.minimum_denominator,
        training_window.is_provisional
        or coalesce(effect_group.is_provisional, false) as may_change
    from training_window
    inner join kpi on training_window.kpi_id = kpi.kpi_id
    left join effect_group
        on
            training_window.course_id = effect_group.course_id
            and training_window.cohort_id = effect_group.cohort_id
            and training_window.business_line = effect_group.business_line
            and training_window.kpi_id = effect_group.kpi_id
),

explained as (
    select
        *,
        trained_after_value - trained_before_value as trained_change,
        control_after_value - control_before_value as control_change,
        -- while the months after it are not over, too few is no verdict
        case
            when is_provisional then 'not_final_yet'
            when trained_agent_count < minimum_agent_count then 'too_few_trained'
            when control_agent_count < minimum_agent_count then 'too_few_to_compare'
            when
                least(
                    trained_before_denominator,
                    trained_after_denominator,
                    control_before_denominator,
                    control_after_denominator
                ) < minimum_denominator
                then 'denominator_below_minimum'
            when may_change then 'not_final_yet'
        end as reason
    from judged
),

final as (
    select
        -- keys
        course_id,
        cohort_id,
        business_line,
        kpi_id,

        -- dimensions
        case
            when reason is null then 'measured'
            when reason = 'not_final_yet' then 'provisional'
            else 'below_minimum'
        end as status,
        reason,
        assumption_ids,

        -- measures
        participant_count,
        trained_agent_count,
        control_agent_count,
        trained_before_denominator,
        trained_after_denominator,
        control_before_denominator,
        control_after_denominator,
        trained_before_value,
        trained_after_value,
        control_before_value,
        control_after_value,
        trained_change,
        control_change,
        trained_change - control_change as difference_in_differences,

        -- times
        before_from_date,
        before_to_date,
        after_from_date,
        after_to_date
    from explained
)

select * from final
