-- Contacts that an agent handled, with the customer behind them and what the customer bought then.
-- Grain: one row per (interaction_id).
{{ config(materialized='table') }}
with

contacts as (
    select * from {{ ref('int_contacts') }}
),

contact_agents as (
    select * from {{ ref('int_contacts_attributed_to_agents') }}
),

calls as (
    select * from {{ ref('stg_calls') }}
),

dial_lists as (
    select * from {{ ref('stg_dial_lists') }}
),

customers as (
    select * from {{ ref('stg_customers') }}
),

orders as (
    select * from {{ ref('int_orders_attributed_to_agents') }}
),

sold_contacts as (
    select distinct interaction_id
    from orders
    where is_successful and interaction_id is not null
),

named as (
    select
        contacts.interaction_id,
        contact_agents.last_agent_id as agent_id,
        coalesce(contacts.customer_id, dial_lists.customer_id) as customer_id,
        contacts.direction,
        contacts.outcome_code,
        contacts.contact_date,
        contacts.contacted_at,
        contact_agents.last_work_date as work_date,
        dial_lists.value_tier as list_value_tier,
        dial_lists.is_existing_customer,
        calls.is_vip,
        coalesce(dial_lists.required_profile_field_count, 0) as required_profile_field_count
    from contacts
    inner join contact_agents
        on contacts.interaction_id = contact_agents.interaction_id
    inner join calls
        on contacts.interaction_id = calls.interaction_id
    left join dial_lists
        on calls.list_contact_id = dial_lists.list_contact_id
    where contacts.is_counted
),

-- The customer as of the day of the contact. Tie-break of states that overlap: the later one holds.
final as (
    select
        -- keys
        named.interaction_id,

        -- dimensions
        named.agent_id,
        named.customer_id,
        named.direction,
        coalesce(
            named.list_value_tier,
            customers.value_tier,
            case when named.is_vip then 'vip' end,
            'normal'
        ) as value_tier,

        -- measures
        named.required_profile_field_count,

        -- flags
        coalesce(
            named.is_existing_customer,
            customers.customer_status in ('active', 'returned'),
            false
        ) as is_existing_customer,
        sold_contacts.interaction_id is not null as has_order,
        sold_contacts.interaction_id is not null
        or coalesce(named.outcome_code = 'sale', false) as is_sold,

        -- times
        named.work_date,
        named.contact_date,
        named.contacted_at
    from named
    left join sold_contacts
        on named.interaction_id = sold_contacts.interaction_id
    left join customers
        on
            named.customer_id = customers.customer_id
            and named.contact_date >= customers.valid_from_date
            and named.contact_date < coalesce(customers.valid_to_date, date '9999-12-31')
    qualify row_number() over (
        partition by named.interaction_id order by customers.valid_from_date desc
    ) = 1
)

select * from final
