-- Contacts and tickets at which parts could be sold: about a device, or parts were offered.
-- Grain: one row per (occasion_id): the contact, else the ticket, else the order.
with

tickets as (
    select * from {{ ref('stg_tickets') }}
),

attributed_tickets as (
    select * from {{ ref('int_tickets_attributed_to_agents') }}
),

tasks as (
    select * from {{ ref('stg_ticket_tasks') }}
),

orders as (
    select * from {{ ref('int_orders_attributed_to_agents') }}
),

tickets_about_devices as (
    select ticket_id from tickets
    where asset_id is not null
    union distinct
    select ticket_id from tasks
    where asset_id is not null and ticket_id is not null
),

-- The offer comes before the ticket: whoever made it answers for the occasion.
united as (
    select
        coalesce(
            orders.interaction_id,
            attributed_tickets.origin_interaction_id,
            orders.ticket_id,
            orders.order_id
        ) as occasion_id,
        orders.agent_id,
        orders.work_date,
        orders.order_id as record_id,
        1 as precedence,
        orders.is_successful as is_sold
    from orders
    left join attributed_tickets
        on orders.ticket_id = attributed_tickets.ticket_id
    where orders.order_type = 'parts' and not orders.is_cancelled
    union all
    select
        coalesce(
            attributed_tickets.origin_interaction_id, attributed_tickets.ticket_id
        ) as occasion_id,
        attributed_tickets.agent_id,
        attributed_tickets.work_date,
        attributed_tickets.ticket_id as record_id,
        2 as precedence,
        false as is_sold
    from attributed_tickets
    inner join tickets_about_devices
        on attributed_tickets.ticket_id = tickets_about_devices.ticket_id
),

judged as (
    select
        occasion_id,
        agent_id,
        work_date,
        record_id,
        precedence,
        bool_or(is_sold) over (partition by occasion_id) as has_parts_order
    from united
),

-- Tie-break: the record's id.
final as (
    select
        -- keys
        occasion_id,

        -- dimensions
        agent_id,

        -- flags
        has_parts_order,

        -- times
        work_date
    from judged
    qualify row_number() over (partition by occasion_id order by precedence, record_id) = 1
)

select * from final
