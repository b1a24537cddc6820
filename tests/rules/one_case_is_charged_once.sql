-- A complaint that is general, justified and repeated costs the highest of the three, once; and a
-- line charges what its events say.
with

pay_event as (
    select * from {{ ref('pay_event') }}
),

component as (
    select distinct
        component_id,
        coalesce(case_group, component_id) as case_group,
        counts
    from {{ ref('pay_components') }}
),

pay_line as (
    select * from {{ ref('pay_line') }}
    where event_type is not null and quantity is not null
),

cases as (
    select
        pay_event.agent_id,
        pay_event.month_date,
        component.case_group,
        case component.counts
            when 'each_day' then cast(pay_event.work_date as varchar) else pay_event.case_id
        end as charged_case,
        count(*) filter (where pay_event.is_charged) as charge_count,
        max(coalesce(pay_event.charge_amount, 0)) as highest_amount,
        sum(coalesce(pay_event.charge_amount, 0)) filter (where pay_event.is_charged)
            as charged_amount
    from pay_event
    inner join component on pay_event.component_id = component.component_id
    group by
        pay_event.agent_id, pay_event.month_date, component.case_group, charged_case
),

charged as (
    select
        agent_id,
        month_date,
        component_id,
        rate_id,
        sum(quantity) as quantity
    from pay_event
    where is_charged
    group by agent_id, month_date, component_id, rate_id
)

select
    agent_id,
    month_date,
    case_group as fault
from cases
where charge_count != 1 or charged_amount != highest_amount
union all
select
    pay_line.agent_id,
    pay_line.month_date,
    pay_line.component_id as fault
from pay_line
left join charged
    on
        pay_line.agent_id = charged.agent_id
        and pay_line.month_date = charged.month_date
        and pay_line.component_id = charged.component_id
        and pay_line.rate_id = charged.rate_id
where pay_line.quantity != coalesce(charged.quantity, 0)
