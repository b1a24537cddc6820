-- New installations and renewals of customers, with whether another product was sold beside them.
-- Grain: one row per (order_id): the first order of one customer's occasion in a month.
with

orders as (
    select * from {{ ref('int_orders_attributed_to_agents') }}
),

-- Whoever refused to install or renew is no customer who does.
occasions as (
    select
        order_id,
        agent_id,
        work_date,
        customer_event,
        coalesce(customer_id, order_id) as customer_id,
        date_trunc('month', work_date) as month_date,
        created_at,
        is_successful and order_type = 'cross_sell' as is_cross_sold
    from orders
    where
        customer_event in ('new_install', 'renewal')
        and not is_cancelled
        and (order_type not in ('new', 'renewal') or order_status in ('success', 'open'))
),

judged as (
    select
        *,
        bool_or(is_cross_sold) over (
            partition by customer_id, customer_event, month_date
        ) as has_cross_sale
    from occasions
),

-- Tie-break: the order's id.
final as (
    select
        -- keys
        order_id,

        -- dimensions
        agent_id,
        customer_event,

        -- flags
        has_cross_sale,

        -- times
        work_date
    from judged
    qualify row_number() over (
        partition by customer_id, customer_event, month_date
        order by created_at, order_id
    ) = 1
)

select * from final
