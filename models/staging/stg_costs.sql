-- One entry of the cost ledger or the budget: newest version, our names.
-- Grain: one row per (entry_id).
with

source as (
    {{ newest_version('costs', ['entry_id']) }}
),

renamed as (
    select
        -- keys
        entry_id,

        -- dimensions
        entry_type,
        cost_center,
        cost_type,
        team_id,
        business_line,
        _load_id as load_id,

        -- measures
        amount as cost_amount,

        -- times
        period_start_date,
        _loaded_at as loaded_at
    from source
)

select * from renamed
