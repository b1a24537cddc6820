-- The months before and after each course over which a line is compared in each KPI.
-- Grain: one row per (course_id, cohort_id, business_line, kpi_id).
with

participant as (
    select * from {{ ref('dim_course_participant') }}
),

training_kpi as (
    select * from {{ ref('training_kpis') }}
),

agent as (
    select * from {{ ref('dim_agent') }}
),

centre as (
    select * from {{ ref('dim_centre') }}
),

cohort as (
    select
        course_id,
        cohort_id,
        cast(date_trunc('month', min(first_session_date)) as date) as first_month_date,
        cast(date_trunc('month', max(last_session_date)) as date) as last_month_date
    from participant
    group by course_id, cohort_id
),

-- every line that sent somebody, whether or not anything can be said of it
cohort_line as (
    select
        participant.course_id,
        participant.cohort_id,
        coalesce(agent.business_line, 'unknown') as business_line,
        count(*) as participant_count
    from participant
    left join agent on participant.agent_id = agent.agent_id
    group by participant.course_id, participant.cohort_id, coalesce(agent.business_line, 'unknown')
),

final as (
    select
        -- keys
        cohort.course_id,
        cohort.cohort_id,
        cohort_line.business_line,
        training_kpi.kpi_id,

        -- dimensions
        training_kpi.role,
        training_kpi.assumption_ids,

        -- measures
        cohort_line.participant_count,
        training_kpi.minimum_agent_count,

        -- flags
        {{ add_months('cohort.last_month_date', 'training_kpi.window_month_count + 1') }}
        > {{ add_days('centre.data_through_date', 1) }} as is_provisional,

        -- times: the months of the course itself belong to neither side
        {{ add_months('cohort.first_month_date', '-training_kpi.window_month_count') }}
            as before_from_date,
        cohort.first_month_date as before_to_date,
        {{ add_months('cohort.last_month_date', 1) }} as after_from_date,
        {{ add_months('cohort.last_month_date', 'training_kpi.window_month_count + 1') }}
            as after_to_date
    from cohort
    inner join cohort_line
        on
            cohort.course_id = cohort_line.course_id
            and cohort.cohort_id = cohort_line.cohort_id
    inner join training_kpi
        on {{ is_in_force('training_kpi', 'cohort.first_month_date') }}
    cross join centre
)

select * from final
