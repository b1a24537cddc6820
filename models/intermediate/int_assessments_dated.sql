-- Assessments of agents on their work date; nobody's review of themselves.
-- Grain: one row per (assessment_id).
with

assessments as (
    select * from {{ ref('stg_assessments') }}
),

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

day_segments as (
    select * from {{ ref('int_agent_day_segments') }}
),

of_agents as (
    select
        assessment_id,
        assessment_type,
        subject_id as agent_id,
        points,
        coalesce(max_points, 0) as max_points,
        assessed_at
    from assessments
    where
        subject_type = 'agent'
        and not (assessment_type = 'peer_review' and rater_id is not distinct from subject_id)
),

dated as (
    {{ with_work_date('of_agents', 'assessed_at') }}
),

final as (
    select
        -- keys
        assessment_id,

        -- dimensions
        agent_id,
        assessment_type,

        -- measures
        points,
        max_points,

        -- flags
        work_date = max(work_date) over (
            partition by agent_id, assessment_type, date_trunc('month', work_date)
        ) as is_last_of_month,

        -- times
        work_date
    from dated
)

select * from final
