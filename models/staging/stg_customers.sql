-- What a customer was, from when to when: newest version, our names.
-- Grain: one row per (customer_id, valid_from_date).
with

source as (
    {{ newest_version('customers', ['customer_id', 'valid_from']) }}
),

renamed as (
    select
        -- keys
        customer_id,
        valid_from as valid_from_date,

        -- dimensions
        status as customer_status,
        loss_reason,
        segment,
        value_tier,
        product_type,
        business_line,
        region,
        _load_id as load_id,

        -- times
        valid_to as valid_to_date,
        created_at,
        _loaded_at as loaded_at
    from source
)

select * from renamed
