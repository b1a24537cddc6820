-- Where each agent was for most of each period (team, role, line, shift, post), and how much of it.
-- Grain: one row per (agent_id, period_type, period_start_date).
{%- set keys = ['agent_id', 'period_type', 'period_start_date'] %}
{%- set dimensions = ['team_id', 'role', 'business_line', 'shift_code', 'post_code'] %}
with

agent_days as (
    select * from {{ ref('fct_agent_day') }}
),

period_dates as (
    select * from {{ ref('dim_period_date') }}
),

stretches as (
    select * from {{ ref('int_agent_stretches') }}
),

-- Fans out on purpose: a day belongs to six periods.
days_by_period as (
    select
        agent_days.agent_id,
        period_dates.period_type,
        period_dates.period_start_date,
        period_dates.period_end_date,
        agent_days.work_date,
        {%- for dimension in dimensions %}
        agent_days.{{ dimension }},
        {%- endfor %}
        agent_days.agent_day_count,
        agent_days.worked_day_count
    from agent_days
    inner join period_dates
        on agent_days.work_date = period_dates.calendar_date
),

{% for dimension in dimensions -%}
{{ dimension }}_by_period as (
    {{ most_days(dimension, keys) }}
),

{% endfor -%}
periods as (
    select
        agent_id,
        period_type,
        period_start_date,
        period_end_date,
        {{ days_between('period_start_date', 'period_end_date') }} + 1 as period_day_count,
        cast(sum(agent_day_count) as bigint) as agent_day_count,
        cast(sum(worked_day_count) as bigint) as worked_day_count
    from days_by_period
    group by agent_id, period_type, period_start_date, period_end_date
),

in_post as (
    {{ days_in_post() }}
),

-- Whom neither register nor assignments list has no stretch: nothing limits their days.
final as (
    select
        -- keys
        periods.agent_id,
        periods.period_type,
        periods.period_start_date,

        -- dimensions
        {%- for dimension in dimensions %}
        {{ dimension }}_by_period.{{ dimension }},
        {%- endfor %}

        -- measures
        periods.agent_day_count,
        periods.worked_day_count,
        cast(periods.period_day_count as bigint) as period_day_count,
        cast(greatest(
            coalesce(in_post.counted_day_count, periods.period_day_count), periods.worked_day_count
        ) as bigint) as counted_day_count,
        coalesce(in_post.long_absence_day_count, 0) as long_absence_day_count
    from periods
    {% for dimension in dimensions -%}
    inner join {{ dimension }}_by_period
        on
            periods.agent_id = {{ dimension }}_by_period.agent_id
            and periods.period_type = {{ dimension }}_by_period.period_type
            and periods.period_start_date = {{ dimension }}_by_period.period_start_date
    {% endfor -%}
    left join in_post
        on
            periods.agent_id = in_post.agent_id
            and periods.period_type = in_post.period_type
            and periods.period_start_date = in_post.period_start_date
)

select * from final
