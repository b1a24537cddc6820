-- Customers by month in which they were served, with whether they bought again within the window.
-- Grain: one row per (interaction_id): the customer's first contact of the month, in each cohort.
{{ config(materialized='table') }}
with

contacts_served as (
    select * from {{ ref('int_contacts_served') }}
),

orders as (
    select * from {{ ref('int_orders_attributed_to_agents') }}
),

assumptions as (
    select * from {{ ref('int_assumptions_in_force') }}
),

-- Tie-break of contacts of one moment: the contact's id.
numbered as (
    select
        interaction_id,
        agent_id,
        customer_id,
        direction,
        value_tier,
        work_date,
        contact_date,
        contacted_at,
        row_number() over (
            partition by customer_id, date_trunc('month', work_date)
            order by contacted_at, interaction_id
        ) as contact_number,
        row_number() over (
            partition by customer_id, date_trunc('month', work_date), direction
            order by contacted_at, interaction_id
        ) as contact_number_of_direction
    from contacts_served
    where customer_id is not null and contacted_at is not null
),

cohorts as (
    select
        numbered.*,
        assumptions.repurchase_window_days * 86400 as window_seconds
    from numbered
    inner join assumptions
        on
            numbered.contact_date >= assumptions.valid_from_date
            and numbered.contact_date < assumptions.valid_to_date
    where numbered.contact_number = 1 or numbered.contact_number_of_direction = 1
),

-- Whoever buys for the first time does not buy again.
purchases as (
    select
        customer_id,
        order_type,
        created_at
    from orders
    where is_successful and order_type <> 'new'
),

purchases_by_contact as (
    select
        cohorts.interaction_id,
        bool_or(purchases.order_type = 'renewal') as has_renewal
    from cohorts
    inner join purchases
        on
            cohorts.customer_id = purchases.customer_id
            and cohorts.contacted_at <= purchases.created_at
            and purchases.created_at
            < {{ add_seconds('cohorts.contacted_at', 'cohorts.window_seconds') }}
    group by cohorts.interaction_id
),

final as (
    select
        -- keys
        cohorts.interaction_id,

        -- dimensions
        cohorts.agent_id,
        cohorts.customer_id,

        -- flags
        cohorts.contact_number = 1 as is_first_contact,
        cohorts.direction = 'outbound'
        and cohorts.contact_number_of_direction = 1 as is_first_outbound,
        cohorts.direction = 'inbound' and cohorts.contact_number_of_direction = 1
        and cohorts.value_tier in ('vip', 'high') as is_first_inbound_of_high_value,
        purchases_by_contact.interaction_id is not null as has_purchase,
        coalesce(purchases_by_contact.has_renewal, false) as has_renewal,

        -- times
        cohorts.work_date
    from cohorts
    left join purchases_by_contact
        on cohorts.interaction_id = purchases_by_contact.interaction_id
)

select * from final
