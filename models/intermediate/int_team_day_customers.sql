-- Customers on the books at the start of each month and those lost by its end, by line.
-- Grain: one row per (team_id, business_line, work_date): the month's first day.
with

customer_months as (
    select * from {{ ref('int_customer_months') }}
),

final as (
    select
        -- keys
        'unknown' as team_id,
        business_line,
        month_date as work_date,

        -- measures
        count(*) as opening_customer_count,
        count(*) filter (where is_lost) as lost_customer_count,
        count(*) filter (where value_tier in ('vip', 'high')) as opening_high_value_customer_count,
        count(*) filter (
            where value_tier in ('vip', 'high') and is_lost
        ) as lost_high_value_customer_count
    from customer_months
    group by business_line, month_date
)

select * from final
