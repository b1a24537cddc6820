-- Customers on the books at the start of each month, with whether they were lost by its end.
-- Grain: one row per (customer_id, month_date).
{{ config(materialized='table') }}
with

customers as (
    select * from {{ ref('stg_customers') }}
),

agent_days as (
    select * from {{ ref('int_agent_days') }}
),

data_span as (
    select * from {{ ref('int_data_span') }}
),

-- The months the facts know, so that an old register does not open years without anything else.
months as (
    select distinct
        cast(date_trunc('month', agent_days.work_date) as date) as month_date,
        least(
            {{ last_day_of('month', 'agent_days.work_date') }}, data_span.data_through_date
        ) as close_date
    from agent_days
    cross join data_span
    where
        agent_days.work_date <> {{ unknown_date() }}
        and agent_days.work_date <= data_span.data_through_date
),

-- Tie-break of states that overlap: the one that began later holds.
opened as (
    select
        months.month_date,
        months.close_date,
        customers.customer_id,
        customers.business_line,
        customers.value_tier
    from months
    inner join customers
        on
            months.month_date >= customers.valid_from_date
            and (months.month_date < customers.valid_to_date or customers.valid_to_date is null)
    qualify row_number() over (
        partition by months.month_date, customers.customer_id
        order by customers.valid_from_date desc
    ) = 1
    and customers.customer_status in ('active', 'returned')
),

closed as (
    select
        months.month_date,
        customers.customer_id,
        customers.customer_status = 'lost' as is_lost
    from months
    inner join customers
        on
            months.close_date >= customers.valid_from_date
            and (months.close_date < customers.valid_to_date or customers.valid_to_date is null)
    qualify row_number() over (
        partition by months.month_date, customers.customer_id
        order by customers.valid_from_date desc
    ) = 1
),

final as (
    select
        -- keys
        opened.customer_id,
        opened.month_date,

        -- dimensions
        coalesce(opened.business_line, 'unknown') as business_line,
        coalesce(opened.value_tier, 'normal') as value_tier,

        -- flags
        coalesce(closed.is_lost, false) as is_lost
    from opened
    left join closed
        on
            opened.customer_id = closed.customer_id
            and opened.month_date = closed.month_date
)

select * from final
