-- Solutions and visits by the engineer who answers for them.
-- Grain: one row per (agent_id, work_date) with a solution or a visit.
{{ config(materialized='table') }}
with

tasks as (
    select * from {{ ref('int_ticket_tasks_attributed') }}
),

final as (
    select
        -- keys
        agent_id,
        work_date,

        -- measures
        count(*) filter (
            where task_type = 'support_request' and is_first_pass is not null
        ) as technical_solution_count,
        count(*) filter (
            where task_type = 'support_request' and is_first_pass
        ) as first_pass_solution_count,
        count(*) filter (where is_visit) as field_visit_count,
        count(*) filter (where is_visit and is_repeated) as repeated_field_visit_count,
        count(*) filter (
            where is_visit and is_repair_successful is not null
        ) as repair_visit_count,
        count(*) filter (
            where is_visit and is_repair_successful
        ) as successful_repair_visit_count,
        count(*) filter (
            where is_visit and is_first_visit and is_repair_successful is not null
        ) as first_repair_visit_count,
        count(*) filter (
            where is_visit and is_first_visit and is_repair_successful
        ) as successful_first_repair_visit_count
    from tasks
    where task_type = 'support_request' or is_visit
    group by agent_id, work_date
)

select * from final
