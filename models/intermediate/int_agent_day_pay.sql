-- What payroll paid on the first of each month, and the calls that count against a quota.
-- Grain: one row per (agent_id, work_date) with pay, or with calls in a month that has a quota.
{{ config(materialized='table') }}
with

pay_items as (
    select * from {{ ref('stg_pay_items') }}
),

legs as (
    select * from {{ ref('int_agent_day_legs') }}
),

data_span as (
    select * from {{ ref('int_data_span') }}
),

months as (
    select
        pay_items.agent_id,
        cast(date_trunc('month', pay_items.period_start_date) as date) as month_date,
        sum(pay_items.pay_amount) as pay_amount,
        sum(pay_items.pay_amount) filter (where pay_items.component_code = 'base')
            as base_pay_amount,
        sum(pay_items.pay_amount) filter (where pay_items.component_code = 'performance_bonus')
            as performance_bonus_amount,
        sum(pay_items.quota_quantity) as quota_quantity
    from pay_items
    cross join data_span
    where
        data_span.data_through_date is null
        or pay_items.period_start_date <= data_span.data_through_date
    group by pay_items.agent_id, month_date
),

united as (
    select
        agent_id,
        month_date as work_date,
        pay_amount,
        base_pay_amount,
        performance_bonus_amount,
        quota_quantity,
        0 as quota_handled_count
    from months
    union all
    select
        legs.agent_id,
        legs.work_date,
        0 as pay_amount,
        0 as base_pay_amount,
        0 as performance_bonus_amount,
        0 as quota_quantity,
        legs.handled_count as quota_handled_count
    from legs
    inner join months
        on
            legs.agent_id = months.agent_id
            and cast(date_trunc('month', legs.work_date) as date) = months.month_date
    where months.quota_quantity > 0
),

final as (
    select
        -- keys
        agent_id,
        work_date,

        -- measures
        cast(coalesce(sum(pay_amount), 0) as decimal(18, 2)) as pay_amount,
        cast(coalesce(sum(base_pay_amount), 0) as decimal(18, 2)) as base_pay_amount,
        cast(coalesce(sum(performance_bonus_amount), 0) as decimal(18, 2))
            as performance_bonus_amount,
        cast(coalesce(sum(quota_quantity), 0) as bigint) as quota_contact_count,
        cast(coalesce(sum(quota_handled_count), 0) as bigint) as quota_handled_count
    from united
    group by agent_id, work_date
)

select * from final
