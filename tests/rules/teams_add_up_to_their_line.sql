-- Where all teams of a line worked for that line alone in a period, what they count is what the
-- line counts. KPIs of what belongs to no agent or team (queues, lines) are not asked.
with

agent_days as (
    select * from {{ ref('fct_agent_day') }}
),

period_dates as (
    select * from {{ ref('dim_period_date') }}
),

kpi_value as (
    select * from {{ ref('kpi_value') }}
),

kpi as (
    select * from {{ ref('kpis') }}
    where calculation in ('sum', 'sum_over_sum')
),

kpi_subject_type as (
    select * from {{ ref('kpi_subject_type') }}
    where subject_type = 'agent'
),

team_lines as (
    select
        period_dates.period_type,
        period_dates.period_start_date,
        agent_days.team_id,
        min(agent_days.business_line) as business_line,
        count(distinct agent_days.business_line) as line_count
    from agent_days
    inner join period_dates on agent_days.work_date = period_dates.calendar_date
    group by period_dates.period_type, period_dates.period_start_date, agent_days.team_id
),

-- Every line that a team of several lines had a part in.
mixed_lines as (
    select distinct
        period_dates.period_type,
        period_dates.period_start_date,
        agent_days.business_line
    from agent_days
    inner join period_dates on agent_days.work_date = period_dates.calendar_date
    inner join team_lines
        on
            period_dates.period_type = team_lines.period_type
            and period_dates.period_start_date = team_lines.period_start_date
            and agent_days.team_id = team_lines.team_id
    where team_lines.line_count > 1
),

team_sums as (
    select
        kpi_value.kpi_id,
        kpi_value.period_type,
        kpi_value.period_start_date,
        team_lines.business_line,
        sum(kpi_value.numerator) as numerator,
        sum(kpi_value.denominator) as denominator
    from kpi_value
    inner join team_lines
        on
            kpi_value.subject_type = 'team'
            and kpi_value.subject_id = team_lines.team_id
            and kpi_value.period_type = team_lines.period_type
            and kpi_value.period_start_date = team_lines.period_start_date
            and team_lines.line_count = 1
    group by
        kpi_value.kpi_id,
        kpi_value.period_type,
        kpi_value.period_start_date,
        team_lines.business_line
),

final as (
    select
        team_sums.*,
        kpi_value.numerator as line_numerator,
        kpi_value.denominator as line_denominator
    from team_sums
    inner join kpi on team_sums.kpi_id = kpi.kpi_id
    inner join kpi_subject_type on team_sums.kpi_id = kpi_subject_type.kpi_id
    left join mixed_lines
        on
            team_sums.period_type = mixed_lines.period_type
            and team_sums.period_start_date = mixed_lines.period_start_date
            and team_sums.business_line = mixed_lines.business_line
    left join kpi_value
        on
            team_sums.kpi_id = kpi_value.kpi_id
            and team_sums.period_type = kpi_value.period_type
            and team_sums.period_start_date = kpi_value.period_start_date
            and kpi_value.subject_type = 'line'
            and team_sums.business_line = kpi_value.subject_id
    where
        mixed_lines.business_line is null
        and (
            kpi_value.numerator is null
            or abs(team_sums.numerator - kpi_value.numerator)
            > 0.000001 * greatest(abs(kpi_value.numerator), 1)
            or abs(coalesce(team_sums.denominator, 0) - coalesce(kpi_value.denominator, 0))
            > 0.000001 * greatest(abs(coalesce(kpi_value.denominator, 0)), 1)
        )
)

select * from final
