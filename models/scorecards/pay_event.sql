-- Every event that a pay component looked at, what it would cost, and whether it is charged there.
-- Grain: one row per (component_id, event_id).
with

item as (
    select * from {{ ref('pay_item') }}
    where is_on and event_type is not null
),

agent_event as (
    select * from {{ ref('kpi_event') }}
),

-- whole units count: one begun does not; the band looks at the size itself
candidate as (
    select
        item.agent_id,
        item.month_date,
        item.component_id,
        item.rate_id,
        item.component_order,
        item.rate,
        agent_event.event_id,
        agent_event.case_id,
        agent_event.work_date,
        agent_event.event_type,
        agent_event.event_code,
        agent_event.quantity as event_quantity,
        agent_event.quantity_unit,
        cast(
            case
                when item.method = 'per_event_unit'
                    then floor(agent_event.quantity / item.unit_size)
                else 1
            end as decimal(18, 4)
        ) as quantity,
        coalesce(item.case_group, item.component_id) as case_group,
        case
            when item.counts = 'each_day' then cast(agent_event.work_date as varchar)
            else agent_event.case_id
        end as charged_case
    from item
    inner join agent_event
        on
            item.agent_id = agent_event.agent_id
            and agent_event.work_date between item.month_date and item.month_end_date
            and item.event_type = agent_event.event_type
            and coalesce(item.event_code, agent_event.event_code, '')
            = coalesce(agent_event.event_code, '')
            and {{ is_in_band('(agent_event.quantity / item.unit_size)', 'item') }}
),

-- One case is charged once, by the highest charge; tie-breaks: the plan's order, then the event.
ranked as (
    select
        *,
        row_number() over (
            partition by agent_id, month_date, case_group, charged_case
            order by
                coalesce(rate, 0) * quantity desc,
                component_order asc,
                event_id asc
        ) as charge_rank
    from candidate
),

final as (
    select
        -- keys
        component_id,
        event_id,

        -- dimensions
        agent_id,
        month_date,
        rate_id,
        case_id,
        work_date,
        event_type,
        event_code,
        case when charge_rank > 1 then 'another_charge_is_higher' end as reason,

        -- measures
        event_quantity,
        quantity_unit,
        quantity,
        rate,
        cast(round(quantity * rate, 2) as decimal(18, 2)) as charge_amount,

        -- flags
        charge_rank = 1 as is_charged
    from ranked
)

select * from final
