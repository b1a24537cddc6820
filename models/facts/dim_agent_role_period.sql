-- What agents of several roles did how long in each of them, in each period that holds several.
-- Grain: one row per (agent_in_role_id, period_type, period_start_date).
{%- set keys = ['agent_id', 'role', 'period_type', 'period_start_date'] %}
{%- set dimensions = ['team_id', 'business_line', 'shift_code', 'post_code'] %}
with

agent_days as (
    select * from {{ ref('fct_agent_day') }}
    where role <> 'unknown'
),

period_dates as (
    select * from {{ ref('dim_period_date') }}
),

stretches as (
    select * from {{ ref('int_agent_stretches') }}
),

several_roles as (
    select agent_id
    from agent_days
    group by agent_id
    having min(role) <> max(role)
),

several_roles_by_period as (
    select
        agent_days.agent_id,
        period_dates.period_type,
        period_dates.period_start_date,
        period_dates.period_end_date
    from agent_days
    inner join several_roles on agent_days.agent_id = several_roles.agent_id
    inner join period_dates on agent_days.work_date = period_dates.calendar_date
    group by
        agent_days.agent_id,
        period_dates.period_type,
        period_dates.period_start_date,
        period_dates.period_end_date
    having min(agent_days.role) <> max(agent_days.role)
),

days_by_period as (
    select
        agent_days.*,
        several_roles_by_period.period_type,
        several_roles_by_period.period_start_date,
        several_roles_by_period.period_end_date
    from agent_days
    inner join period_dates on agent_days.work_date = period_dates.calendar_date
    inner join several_roles_by_period
        on
            agent_days.agent_id = several_roles_by_period.agent_id
            and period_dates.period_type = several_roles_by_period.period_type
            and period_dates.period_start_date = several_roles_by_period.period_start_date
),

{% for dimension in dimensions -%}
{{ dimension }}_by_period as (
    {{ most_days(dimension, keys) }}
),

{% endfor -%}
periods as (
    select
        agent_id,
        role,
        period_type,
        period_start_date,
        period_end_date,
        cast(sum(agent_day_count) as bigint) as agent_day_count,
        cast(sum(worked_day_count) as bigint) as worked_day_count
    from days_by_period
    group by agent_id, role, period_type, period_start_date, period_end_date
),

in_post as (
    {{ days_in_post(['role']) }}
),

-- No role without a stretch: the role of a day is that of its stretch.
final as (
    select
        -- keys
        periods.agent_id || ' ' || periods.role as agent_in_role_id,
        periods.agent_id,
        periods.role,
        periods.period_type,
        periods.period_start_date,

        -- dimensions
        {%- for dimension in dimensions %}
        {{ dimension }}_by_period.{{ dimension }},
        {%- endfor %}

        -- measures
        periods.agent_day_count,
        periods.worked_day_count,
        cast(
            {{ days_between('periods.period_start_date', 'periods.period_end_date') }} + 1 as bigint
        ) as period_day_count,
        greatest(in_post.counted_day_count, periods.worked_day_count) as counted_day_count,
        in_post.long_absence_day_count
    from periods
    {% for dimension in dimensions -%}
    inner join {{ dimension }}_by_period
        on
            periods.agent_id = {{ dimension }}_by_period.agent_id
            and periods.role = {{ dimension }}_by_period.role
            and periods.period_type = {{ dimension }}_by_period.period_type
            and periods.period_start_date = {{ dimension }}_by_period.period_start_date
    {% endfor -%}
    inner join in_post
        on
            periods.agent_id = in_post.agent_id
            and periods.role = in_post.role
            and periods.period_type = in_post.period_type
            and periods.period_start_date = in_post.period_start_date
)

select * from final
