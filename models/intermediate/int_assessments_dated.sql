-- Assessments of agents on their work date; nobody's review of themselves.
-- Grain: one row per (assessment_id).
with

assessments as (
    select * from {{ ref('stg_assessments') }}
),

assessment_items as (
    select * from {{ ref('assessment_items') }}
),

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

day_segments as (
    select * from {{ ref('int_agent_day_segments') }}
),

-- An exam before a course measures the course, not the person.
of_agents as (
    select
        assessments.assessment_id,
        case
            when
                assessments.assessment_type = 'exam' and assessments.assessment_phase = 'pre'
                then 'pre_course_exam'
            else assessments.assessment_type
        end as assessment_type,
        assessment_items.item_group,
        assessments.subject_id as agent_id,
        coalesce(assessments.rater_id, 'unknown') as rater_id,
        assessments.course_id,
        assessments.cohort_id,
        assessments.assessment_phase,
        assessments.points,
        coalesce(assessments.max_points, 0) as max_points,
        assessments.assessed_at
    from assessments
    left join assessment_items
        on
            assessments.assessment_type = assessment_items.assessment_type
            and assessments.item_code = assessment_items.item_code
    where
        assessments.subject_type = 'agent'
        and not (
            assessments.assessment_type = 'peer_review'
            and assessments.rater_id is not distinct from assessments.subject_id
        )
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
        item_group,
        rater_id,
        course_id,
        cohort_id,
        assessment_phase,

        -- measures
        points,
        max_points,

        -- flags
        work_date = max(work_date) over (
            partition by agent_id, assessment_type, date_trunc('month', work_date)
        ) as is_last_of_month,

        -- times
        work_date,
        assessed_at
    from dated
)

select * from final
