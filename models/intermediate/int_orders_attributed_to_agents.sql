-- Orders and offers with the agent who answers for them and their day.
-- Grain: one row per (order_id).
{{ config(materialized='table') }}
with

orders as (
    select * from {{ ref('stg_orders') }}
),

contacts as (
    select * from {{ ref('int_contacts') }}
),

contact_agents as (
    select * from {{ ref('int_contacts_attributed_to_agents') }}
),

tickets as (
    select * from {{ ref('int_tickets_attributed_to_agents') }}
),

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

day_segments as (
    select * from {{ ref('int_agent_day_segments') }}
),

-- Whom the order names, else the last leg of its contact, else whoever answers for its ticket.
attributed as (
    select
        orders.*,
        coalesce(
            orders.agent_id,
            contact_agents.last_agent_id,
            case when contacts.agent_id <> 'unknown' then contacts.agent_id end,
            tickets.agent_id,
            'unknown'
        ) as attributed_agent_id
    from orders
    left join contacts
        on orders.interaction_id = contacts.interaction_id
    left join contact_agents
        on orders.interaction_id = contact_agents.interaction_id
    left join tickets
        on orders.ticket_id = tickets.ticket_id
),

renamed as (
    select
        order_id,
        attributed_agent_id as agent_id,
        customer_id,
        interaction_id,
        ticket_id,
        order_type,
        product_code,
        customer_event,
        order_source,
        order_status,
        coalesce(marketing_points, 0) as marketing_points,
        coalesce(order_amount, 0) as order_amount,
        coalesce(is_offered, false) as is_offered,
        coalesce(is_accepted, false) as is_accepted,
        coalesce(is_bundle and is_new_single_product, false) as is_new_in_bundle,
        coalesce(is_checked, false) as is_checked,
        coalesce(is_wrong, false) as is_wrong,
        created_at
    from attributed
),

dated as (
    {{ with_work_date('renamed', 'created_at') }}
),

final as (
    select
        -- keys
        order_id,

        -- dimensions
        agent_id,
        customer_id,
        interaction_id,
        ticket_id,
        order_type,
        product_code,
        customer_event,
        order_source,
        order_status,

        -- measures
        marketing_points,
        order_amount,

        -- flags
        order_status = 'success' as is_successful,
        -- an offer that was refused was never an order
        order_status = 'cancelled' and (is_accepted or not is_offered) as is_cancelled,
        is_offered,
        is_accepted,
        is_new_in_bundle,
        is_checked,
        is_wrong,

        -- times
        work_date,
        created_at
    from dated
)

select * from final
