-- Orders, sales and offers by the agent who answers for them.
-- Grain: one row per (agent_id, work_date) with an order.
{{ config(materialized='table') }}
with

orders as (
    select * from {{ ref('int_orders_attributed_to_agents') }}
),

occasions as (
    select * from {{ ref('int_cross_sell_occasions') }}
),

occasions_by_order as (
    select
        order_id,
        1 as occasion,
        case when has_cross_sale then 1 else 0 end as cross_sold
    from occasions
),

-- No fan-out: one occasion an order at most.
final as (
    select
        -- keys
        orders.agent_id,
        orders.work_date,

        -- measures
        count(*) filter (where orders.is_successful) as successful_order_count,
        cast(coalesce(
            sum(orders.order_amount) filter (where orders.is_successful), 0
        ) as decimal(18, 2)) as sales_amount,
        cast(coalesce(sum(orders.order_amount) filter (
            where orders.is_successful and orders.order_source = 'after_sales_recommendation'
        ), 0) as decimal(18, 2)) as derived_revenue_amount,
        count(*) filter (where orders.is_checked) as checked_order_count,
        count(*) filter (where orders.is_checked and not orders.is_wrong) as correct_order_count,
        count(*) filter (
            where orders.order_type = 'warranty' and orders.is_offered and not orders.is_cancelled
        ) as warranty_offer_count,
        count(*) filter (
            where orders.order_type = 'warranty' and orders.is_offered and orders.is_accepted
            and not orders.is_cancelled
        ) as warranty_accepted_count,
        count(*) filter (where orders.is_successful)
        + count(*) filter (
            where orders.is_successful and orders.is_new_in_bundle
        ) as marketing_piece_count,
        cast(coalesce(
            sum(orders.marketing_points) filter (where orders.is_successful), 0
        ) as decimal(18, 4)) as marketing_points,
        cast(coalesce(sum(occasions_by_order.occasion), 0) as bigint) as cross_sell_occasion_count,
        cast(
            coalesce(sum(occasions_by_order.cross_sold), 0) as bigint
        ) as cross_sold_occasion_count
    from orders
    left join occasions_by_order
        on orders.order_id = occasions_by_order.order_id
    group by orders.agent_id, orders.work_date
)

select * from final
