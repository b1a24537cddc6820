-- One component of one person's pay of one month, as payroll paid it: newest version, our names.
-- Grain: one row per (agent_id, period_start_date, component_code).
with

source as (
    {{ newest_version('pay_items', ['agent_id', 'period_start_date', 'component']) }}
),

renamed as (
    select
        -- keys
        agent_id,
        period_start_date,
        component as component_code,

        -- dimensions
        _load_id as load_id,

        -- measures
        quantity as pay_quantity,
        quota as quota_quantity,
        rate as pay_rate_amount,
        amount as pay_amount,

        -- times
        _loaded_at as loaded_at
    from source
)

select * from renamed
