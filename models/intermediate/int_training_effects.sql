-- What a course changed: the exam after it less the exam before it, person by person.
-- Grain: one row per (agent_id, course_id, cohort_id) with both exams.
with

assessments as (
    select * from {{ ref('int_assessments_dated') }}
),

course_exams as (
    select
        agent_id,
        course_id,
        coalesce(cohort_id, 'unknown') as cohort_id,
        assessment_id,
        assessment_type,
        100 * points / max_points as exam_percent,
        work_date,
        assessed_at
    from assessments
    where course_id is not null and max_points > 0
),

-- The last exam after the course is the one that tells. Tie-break: the assessment's id.
last_after as (
    select course_exams.*
    from course_exams
    inner join assessments
        on course_exams.assessment_id = assessments.assessment_id
    where assessments.assessment_phase = 'post'
    qualify row_number() over (
        partition by course_exams.agent_id, course_exams.course_id, course_exams.cohort_id
        order by course_exams.assessed_at desc, course_exams.assessment_id desc
    ) = 1
),

-- Against the last one before it.
paired as (
    select
        last_after.agent_id,
        last_after.course_id,
        last_after.cohort_id,
        last_after.exam_percent - course_exams.exam_percent as training_delta_points,
        last_after.work_date
    from last_after
    inner join course_exams
        on
            last_after.agent_id = course_exams.agent_id
            and last_after.course_id = course_exams.course_id
            and last_after.cohort_id = course_exams.cohort_id
            and last_after.assessed_at > course_exams.assessed_at
    where course_exams.assessment_type = 'pre_course_exam'
    qualify row_number() over (
        partition by last_after.agent_id, last_after.course_id, last_after.cohort_id
        order by course_exams.assessed_at desc, course_exams.assessment_id desc
    ) = 1
),

final as (
    select
        -- keys
        agent_id,
        course_id,
        cohort_id,

        -- measures
        cast(training_delta_points as decimal(18, 4)) as training_delta_points,

        -- times
        work_date
    from paired
)

select * from final
