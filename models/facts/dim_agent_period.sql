-- Where each agent was for most of each period: team, role, line and shift.
-- Grain: one row per (agent_id, period_type, period_start_date).
with

agent_days as (
    select * from {{ ref('fct_agent_day') }}
),

period_dates as (
    select * from {{ ref('dim_period_date') }}
),

-- Fans out on purpose: a day belongs to six periods.
days_by_period as (
    select
        agent_days.agent_id,
        period_dates.period_type,
        period_dates.period_start_date,
        agent_days.work_date,
        agent_days.team_id,
        agent_days.role,
        agent_days.business_line,
        agent_days.shift_code,
        agent_days.agent_day_count,
        agent_days.worked_day_count
    from agent_days
    inner join period_dates
        on agent_days.work_date = period_dates.calendar_date
),

{% for dimension in ['team_id', 'role', 'business_line', 'shift_code'] -%}
-- What is known comes before the unknown, then most days, then the later last day, then the name.
{{ dimension }}_by_period as (
    select
        agent_id,
        period_type,
        period_start_date,
        {{ dimension }}
    from days_by_period
    group by agent_id, period_type, period_start_date, {{ dimension }}
    qualify row_number() over (
        partition by agent_id, period_type, period_start_date
        order by
            case when {{ dimension }} = 'unknown' then 1 else 0 end,
            count(*) desc,
            max(work_date) desc,
            {{ dimension }}
    ) = 1
),

{% endfor -%}
periods as (
    select
        agent_id,
        period_type,
        period_start_date,
        cast(sum(agent_day_count) as bigint) as agent_day_count,
        cast(sum(worked_day_count) as bigint) as worked_day_count
    from days_by_period
    group by agent_id, period_type, period_start_date
),

final as (
    select
        -- keys
        periods.agent_id,
        periods.period_type,
        periods.period_start_date,

        -- dimensions
        team_id_by_period.team_id,
        role_by_period.role,
        business_line_by_period.business_line,
        shift_code_by_period.shift_code,

        -- measures
        periods.agent_day_count,
        periods.worked_day_count
    from periods
    {% for dimension in ['team_id', 'role', 'business_line', 'shift_code'] -%}
    inner join {{ dimension }}_by_period
        on
            periods.agent_id = {{ dimension }}_by_period.agent_id
            and periods.period_type = {{ dimension }}_by_period.period_type
            and periods.period_start_date = {{ dimension }}_by_period.period_start_date
    {% endfor %}
)

select * from final
