-- Trainings each agent was due to come to, and came to.
-- Grain: one row per (agent_id, work_date) with a training due.
{{ config(materialized='table') }}
with

work_items as (
    select * from {{ ref('stg_work_items') }}
),

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

day_segments as (
    select * from {{ ref('int_agent_day_segments') }}
),

data_span as (
    select * from {{ ref('int_data_span') }}
),

-- int_work_items_dated has the same items for the trainer; here they are the trainee's.
due as (
    select
        coalesce(work_items.agent_id, 'unknown') as agent_id,
        work_items.completed_at is not null as is_attended,
        coalesce(work_items.due_at, work_items.completed_at, work_items.assigned_at) as judged_at
    from work_items
    inner join data_span
        on
            coalesce(work_items.due_at, work_items.completed_at, work_items.assigned_at)
            <= data_span.data_through_at
    where work_items.work_type = 'training'
),

dated as (
    {{ with_work_date('due', 'judged_at') }}
),

final as (
    select
        -- keys
        agent_id,
        work_date,

        -- measures
        count(*) as training_assigned_count,
        count(*) filter (where is_attended) as training_attended_count
    from dated
    group by agent_id, work_date
)

select * from final
