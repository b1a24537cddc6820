-- Before and after a course, person by person: who took it, and who of the same line did not.
-- Grain: one row per (course_id, cohort_id, business_line, kpi_id, agent_id) with cases on both
-- sides.
with

person_month as (
    select * from {{ ref('scorecard_training_month') }}
    where denominator > 0
),

training_window as (
    select * from {{ ref('scorecard_training_window') }}
),

participant as (
    select * from {{ ref('dim_course_participant') }}
),

-- who moved to another line, or has no cases on one side, cannot be compared with oneself
person as (
    select
        course_id,
        cohort_id,
        business_line,
        kpi_id,
        agent_id,
        sum(numerator) filter (where is_before) as before_numerator,
        sum(denominator) filter (where is_before) as before_denominator,
        sum(numerator) filter (where not is_before) as after_numerator,
        sum(denominator) filter (where not is_before) as after_denominator,
        bool_or(is_provisional) as is_provisional
    from person_month
    group by course_id, cohort_id, business_line, kpi_id, agent_id
),

-- whoever took the course with another cohort before the later months were over is on neither side
taken as (
    select
        training_window.course_id,
        training_window.cohort_id,
        training_window.business_line,
        training_window.kpi_id,
        participant.agent_id,
        bool_or(training_window.cohort_id = participant.cohort_id) as is_trained
    from training_window
    inner join participant
        on
            training_window.course_id = participant.course_id
            and training_window.after_to_date > participant.first_session_date
    group by
        training_window.course_id,
        training_window.cohort_id,
        training_window.business_line,
        training_window.kpi_id,
        participant.agent_id
),

final as (
    select
        -- keys
        person.course_id,
        person.cohort_id,
        person.business_line,
        person.kpi_id,
        person.agent_id,

        -- measures
        cast(person.before_numerator as double) as before_numerator,
        cast(person.before_denominator as double) as before_denominator,
        cast(person.after_numerator as double) as after_numerator,
        cast(person.after_denominator as double) as after_denominator,

        -- flags
        coalesce(taken.is_trained, false) as is_trained,
        person.is_provisional
    from person
    left join taken
        on
            person.course_id = taken.course_id
            and person.cohort_id = taken.cohort_id
            and person.business_line = taken.business_line
            and person.kpi_id = taken.kpi_id
            and person.agent_id = taken.agent_id
    where
        person.before_denominator > 0
        and person.after_denominator > 0
        and coalesce(taken.is_trained, true)
)

select * from final
