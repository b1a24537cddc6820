-- Everybody and everything that any fact speaks of in a period: the spine that KPIs hang on.
-- Grain: one row per (subject_type, subject_id, period_type, period_start_date).
with

subject_day as (
    select * from {{ ref('kpi_subject_day') }}
),

period_date as (
    select * from {{ ref('dim_period_date') }}
),

calendar as (
    select * from {{ ref('dim_date') }}
),

agent_period as (
    select * from {{ ref('dim_agent_period') }}
),

team as (
    select * from {{ ref('dim_team') }}
),

subject_periods as (
    select
        subject_day.subject_type,
        subject_day.subject_id,
        period_date.period_type,
        period_date.period_start_date,
        period_date.period_end_date,
        bool_or(calendar.is_known) as is_known,
        count(*) as day_count
    from subject_day
    inner join period_date on subject_day.work_date = period_date.calendar_date
    inner join calendar on subject_day.work_date = calendar.calendar_date
    group by
        subject_day.subject_type,
        subject_day.subject_id,
        period_date.period_type,
        period_date.period_start_date,
        period_date.period_end_date
),

-- an agent stands where most days of the period were, a team where it stands today
final as (
    select
        -- keys
        subject_periods.subject_type,
        subject_periods.subject_id,
        subject_periods.period_type,
        subject_periods.period_start_date,

        -- dimensions
        coalesce(agent_period.team_id, team.team_id) as team_id,
        coalesce(
            agent_period.business_line,
            team.business_line,
            case when subject_periods.subject_type = 'line' then subject_periods.subject_id end
        ) as business_line,
        agent_period.shift_code,
        agent_period.role,

        -- measures
        coalesce(agent_period.worked_day_count, subject_periods.day_count) as worked_day_count,

        -- flags
        subject_periods.is_known as is_known_period,

        -- times
        subject_periods.period_end_date
    from subject_periods
    left join agent_period
        on
            subject_periods.subject_type = 'agent'
            and subject_periods.subject_id = agent_period.agent_id
            and subject_periods.period_type = agent_period.period_type
            and subject_periods.period_start_date = agent_period.period_start_date
    left join team
        on
            subject_periods.subject_type = 'team'
            and subject_periods.subject_id = team.team_id
)

select * from final
