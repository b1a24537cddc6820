-- Revenue and profit of each line of business, and of the company where it has more than its lines.
-- Grain: one row per (team_id, business_line, work_date): the month's first day.
with

results as (
    select * from {{ ref('stg_results') }}
),

data_span as (
    select * from {{ ref('int_data_span') }}
),

begun as (
    select
        results.business_line,
        cast(date_trunc('month', results.period_start_date) as date) as work_date,
        results.revenue_amount,
        results.profit_amount
    from results
    cross join data_span
    where
        data_span.data_through_date is null
        or results.period_start_date <= data_span.data_through_date
),

of_lines as (
    select
        work_date,
        sum(revenue_amount) as revenue_amount,
        sum(profit_amount) as profit_amount
    from begun
    where business_line <> 'company'
    group by work_date
),

-- What the company has beyond its lines is no line's, so that lines add up to the company. Where a
-- figure of the company is missing, its lines are all there is.
united as (
    select
        business_line,
        work_date,
        coalesce(revenue_amount, 0) as revenue_amount,
        coalesce(profit_amount, 0) as profit_amount
    from begun
    where business_line <> 'company'
    union all
    select
        'unknown' as business_line,
        begun.work_date,
        coalesce(begun.revenue_amount - coalesce(of_lines.revenue_amount, 0), 0) as revenue_amount,
        coalesce(begun.profit_amount - coalesce(of_lines.profit_amount, 0), 0) as profit_amount
    from begun
    left join of_lines
        on begun.work_date = of_lines.work_date
    where begun.business_line = 'company'
),

final as (
    select
        -- keys
        'unknown' as team_id,
        business_line,
        work_date,

        -- measures
        cast(sum(revenue_amount) as decimal(18, 2)) as revenue_amount,
        cast(sum(profit_amount) as decimal(18, 2)) as profit_amount
    from united
    group by business_line, work_date
)

select * from final
