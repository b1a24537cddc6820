-- Tickets about a device, with whether parts were sold for it: what parts sales are measured on.
-- Grain: one row per (ticket_id) with a device.
with

tickets as (
    select * from {{ ref('stg_tickets') }}
),

attributed_tickets as (
    select * from {{ ref('int_tickets_attributed_to_agents') }}
),

orders as (
    select * from {{ ref('int_orders_attributed_to_agents') }}
),

parts_orders as (
    select
        ticket_id,
        interaction_id
    from orders
    where order_type = 'parts' and is_successful
),

sold_by_ticket as (
    select distinct ticket_id from parts_orders
    where ticket_id is not null
),

sold_by_contact as (
    select distinct interaction_id from parts_orders
    where ticket_id is null and interaction_id is not null
),

-- No fan-out: each ticket once on every side.
final as (
    select
        -- keys
        attributed_tickets.ticket_id,

        -- dimensions
        attributed_tickets.agent_id,

        -- flags
        sold_by_ticket.ticket_id is not null
        or sold_by_contact.interaction_id is not null as has_parts_order,

        -- times
        attributed_tickets.work_date
    from attributed_tickets
    inner join tickets
        on attributed_tickets.ticket_id = tickets.ticket_id
    left join sold_by_ticket
        on attributed_tickets.ticket_id = sold_by_ticket.ticket_id
    left join sold_by_contact
        on attributed_tickets.origin_interaction_id = sold_by_contact.interaction_id
    where tickets.asset_id is not null
)

select * from final
