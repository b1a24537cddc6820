-- Planned work that was due, and what became of it, by the one who answers for it.
-- Grain: one row per (agent_id, work_date) with work due.
{{ config(materialized='table') }}
with

work_items as (
    select * from {{ ref('int_work_items_dated') }}
),

final as (
    select
        -- keys
        agent_id,
        work_date,

        -- measures
        {%- for work_type in ['task', 'data_submission', 'governance'] %}
        count(*) filter (where work_type = '{{ work_type }}') as {{ work_type }}_due_count,
        count(*) filter (
            where work_type = '{{ work_type }}' and is_done_in_time
        ) as {{ work_type }}_in_time_count,
        {%- endfor %}
        cast(coalesce(sum(record_count) filter (
            where work_type = 'data_submission' and is_done
        ), 0) as bigint) as submitted_record_count,
        cast(coalesce(sum(error_count) filter (
            where work_type = 'data_submission' and is_done
        ), 0) as bigint) as wrong_submitted_record_count,
        count(distinct session_id) filter (
            where work_type in ('training', 'coaching') and is_planned
        ) as coaching_session_planned_count,
        count(distinct session_id) filter (
            where work_type in ('training', 'coaching') and is_done
        ) as coaching_session_done_count,
        count(*) filter (where work_type = 'improvement_action' and work_result <> 'open')
            as improvement_goal_count,
        count(*) filter (where work_type = 'improvement_action' and work_result = 'achieved')
            as improvement_goal_achieved_count,
        {%- for work_type in ['survey_plan', 'process_improvement'] %}
        cast(coalesce(sum(planned_count) filter (
            where work_type = '{{ work_type }}'
        ), 0) as bigint) as {{ work_type }}_planned_count,
        cast(coalesce(sum(completed_count) filter (
            where work_type = '{{ work_type }}'
        ), 0) as bigint) as {{ work_type }}_completed_count,
        {%- endfor %}
        cast(coalesce(sum(accepted_count) filter (
            where work_type = 'process_improvement'
        ), 0) as bigint) as process_improvement_accepted_count
    from work_items
    group by agent_id, work_date
)

select * from final
