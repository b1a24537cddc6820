-- Dialled calls and sales by agent and day.
-- Grain: one row per (agent_id, work_date) with either.
{{ config(materialized='table') }}
with

dials as (
    select * from {{ ref('int_dials') }}
),

sales as (
    select * from {{ ref('int_sales') }}
),

united as (
    select
        agent_id,
        work_date,
        1 as dial_count,
        case when is_connected then 1 else 0 end as connected_dial_count,
        case when is_effective then 1 else 0 end as effective_dial_count,
        0 as sale_count,
        0 as outbound_sale_count
    from dials
    union all
    select
        agent_id,
        work_date,
        0 as dial_count,
        0 as connected_dial_count,
        0 as effective_dial_count,
        1 as sale_count,
        case when direction = 'outbound' then 1 else 0 end as outbound_sale_count
    from sales
),

final as (
    select
        -- keys
        agent_id,
        work_date,

        -- measures
        cast(sum(dial_count) as bigint) as dial_count,
        cast(sum(connected_dial_count) as bigint) as connected_dial_count,
        cast(sum(effective_dial_count) as bigint) as effective_dial_count,
        cast(sum(sale_count) as bigint) as sale_count,
        cast(sum(outbound_sale_count) as bigint) as outbound_sale_count
    from united
    group by agent_id, work_date
)

select * from final
