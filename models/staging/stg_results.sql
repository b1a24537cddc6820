-- Profit and loss of one line of business in one month: newest version, our names.
-- Grain: one row per (period_start_date, business_line).
with

source as (
    {{ newest_version('results', ['period_start_date', 'business_line']) }}
),

renamed as (
    select
        -- keys
        period_start_date,
        business_line,

        -- dimensions
        _load_id as load_id,

        -- measures
        revenue as revenue_amount,
        profit as profit_amount,

        -- times
        _loaded_at as loaded_at
    from source
)

select * from renamed
