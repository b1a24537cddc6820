-- Who took which course in which cohort, and when they finished it.
-- Grain: one row per (agent_id, course_id, cohort_id).
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

-- who was due and did not come has not taken it
taken as (
    select
        agent_id,
        course_id,
        coalesce(cohort_id, 'unknown') as cohort_id,
        completed_at
    from work_items
    where
        work_type = 'training'
        and agent_id is not null
        and course_id is not null
        and completed_at is not null
),

dated as (
    {{ with_work_date('taken', 'completed_at') }}
),

final as (
    select
        -- keys
        agent_id,
        course_id,
        cohort_id,

        -- measures
        count(*) as session_count,

        -- times
        min(work_date) as first_session_date,
        max(work_date) as last_session_date
    from dated
    group by agent_id, course_id, cohort_id
)

select * from final
