-- What each condition of a component looks at: the month's value, each day's, or its events.
-- Grain: one row per (agent_id, month_date, component_id, condition_id, period_start_date).
with

item as (
    select * from {{ ref('pay_item') }}
),

condition_row as (
    select * from {{ ref('pay_conditions') }}
),

assumption as (
    select * from {{ ref('assumptions') }}
),

kpi_value as (
    select * from {{ ref('kpi_value') }}
    where subject_type = 'agent' and period_type in ('day', 'month')
),

agent_event as (
    select * from {{ ref('kpi_event') }}
),

needed as (
    select distinct
        item.agent_id,
        item.month_date,
        item.month_end_date,
        item.component_id,
        condition_row.condition_id,
        condition_row.period_type,
        condition_row.kpi_id,
        condition_row.event_types,
        condition_row.comparison,
        cast(coalesce(condition_row.threshold_value, assumption.value) as decimal(18, 6))
            as threshold_value,
        assumption.assumption_id
    from item
    inner join condition_row
        on
            item.plan_id = condition_row.plan_id
            and item.component_id = condition_row.component_id
            and {{ is_in_force('condition_row', 'item.month_date') }}
    left join assumption
        on
            condition_row.assumption_name = assumption.assumption_name
            and {{ is_in_force('assumption', 'item.month_date') }}
),

-- How many cases of the events there were in the month; an arrival and a departure are two.
case_counts as (
    select
        needed.agent_id,
        needed.month_date,
        needed.component_id,
        needed.condition_id,
        count(distinct agent_event.event_type || agent_event.case_id) as case_count
    from needed
    left join agent_event
        on
            needed.agent_id = agent_event.agent_id
            and agent_event.work_date between needed.month_date and needed.month_end_date
            and contains(' ' || needed.event_types || ' ', ' ' || agent_event.event_type || ' ')
    where needed.event_types is not null
    group by needed.agent_id, needed.month_date, needed.component_id, needed.condition_id
),

-- by the KPI: one value a month, or one a day; what may not be judged by has no verdict
valued as (
    select
        needed.*,
        coalesce(kpi_value.period_start_date, needed.month_date) as period_start_date,
        kpi_value.reason,
        coalesce(kpi_value.status = 'provisional', false) as is_provisional,
        cast(
            case
                when needed.event_types is not null then case_counts.case_count
                when kpi_value.status in ('measured', 'provisional')
                    then round(kpi_value.kpi_value, 6)
            end as decimal(18, 6)
        ) as judged_value
    from needed
    left join case_counts
        on
            needed.agent_id = case_counts.agent_id
            and needed.month_date = case_counts.month_date
            and needed.component_id = case_counts.component_id
            and needed.condition_id = case_counts.condition_id
    left join kpi_value
        on
            needed.agent_id = kpi_value.subject_id
            and needed.kpi_id = kpi_value.kpi_id
            and needed.period_type = kpi_value.period_type
            and kpi_value.period_start_date between needed.month_date and needed.month_end_date
),

final as (
    select
        -- keys
        agent_id,
        month_date,
        component_id,
        condition_id,
        period_start_date,

        -- dimensions and measures
        assumption_id,
        reason,
        judged_value,
        threshold_value,

        -- flags
        {{ is_as_compared('judged_value', 'comparison', 'threshold_value') }} as is_met,
        is_provisional
    from valued
)

select * from final
