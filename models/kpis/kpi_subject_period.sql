-- Everybody and everything that any fact speaks of in a period: the spine that KPIs hang on.
-- Grain: one row per (subject_type, subject_id, period_type, period_start_date).
{%- set people_columns = [
    'agent_id', 'period_type', 'period_start_date', 'team_id', 'role', 'business_line',
    'shift_code', 'post_code', 'worked_day_count', 'counted_day_count', 'long_absence_day_count',
] %}
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

agent_role_period as (
    select * from {{ ref('dim_agent_role_period') }}
),

team as (
    select * from {{ ref('dim_team') }}
),

assumption as (
    select * from {{ ref('assumptions') }}
    where assumption_name = 'long_absence_minimum_days'
),

people as (
    select
        'agent' as subject_type,
        agent_id as subject_id,
        {{ people_columns | join(',\n        ') }}
    from agent_period
    union all
    select
        'agent_in_role' as subject_type,
        agent_in_role_id as subject_id,
        {{ people_columns | join(',\n        ') }}
    from agent_role_period
),

subject_periods as (
    select
        subject_day.subject_type,
        subject_day.subject_id,
        period_date.period_type,
        period_date.period_start_date,
        period_date.period_end_date,
        {{ days_between('period_date.period_start_date', 'period_date.period_end_date') }} + 1
            as period_day_count,
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

-- an agent stands where most days of the period were, a team where it stands today; a person in a
-- role only in periods of several roles
final as (
    select
        -- keys
        subject_periods.subject_type,
        subject_periods.subject_id,
        subject_periods.period_type,
        subject_periods.period_start_date,

        -- dimensions
        people.agent_id,
        coalesce(people.team_id, team.team_id) as team_id,
        coalesce(
            people.business_line,
            team.business_line,
            case when subject_periods.subject_type = 'line' then subject_periods.subject_id end
        ) as business_line,
        people.shift_code,
        people.role,
        people.post_code,
        assumption.assumption_id as assumption_ids,

        -- measures
        coalesce(people.worked_day_count, subject_periods.day_count) as worked_day_count,
        cast(subject_periods.period_day_count as bigint) as period_day_count,
        cast(
            coalesce(people.counted_day_count, subject_periods.period_day_count) as bigint
        ) as counted_day_count,
        coalesce(people.long_absence_day_count, 0) as long_absence_day_count,

        -- flags
        subject_periods.is_known as is_known_period,

        -- times
        subject_periods.period_end_date
    from subject_periods
    left join people
        on
            subject_periods.subject_type = people.subject_type
            and subject_periods.subject_id = people.subject_id
            and subject_periods.period_type = people.period_type
            and subject_periods.period_start_date = people.period_start_date
    left join assumption
        on
            people.long_absence_day_count > 0
            and {{ is_in_force('assumption', 'subject_periods.period_end_date') }}
    left join team
        on
            subject_periods.subject_type = 'team'
            and subject_periods.subject_id = team.team_id
    where subject_periods.subject_type != 'agent_in_role' or people.subject_id is not null
)

select * from final
