-- One customer's lifetime value on one day, as a model of the source estimates it: newest
-- version, our names.
-- Grain: one row per (customer_id, snapshot_date).
with

source as (
    {{ newest_version('customer_values', ['customer_id', 'snapshot_date']) }}
),

renamed as (
    select
        -- keys
        customer_id,
        snapshot_date,

        -- dimensions
        model_version,
        _load_id as load_id,

        -- measures
        clv_amount as lifetime_value_amount,

        -- times
        _loaded_at as loaded_at
    from source
)

select * from renamed
