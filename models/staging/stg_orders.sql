-- One order or offer of a product, accepted or not: newest version, our names.
-- Grain: one row per (order_id).
with

source as (
    {{ newest_version('orders', ['order_id']) }}
),

renamed as (
    select
        -- keys
        order_id,

        -- dimensions
        customer_id,
        agent_id,
        interaction_id,
        ticket_id,
        order_type,
        product as product_code,
        customer_event,
        status as order_status,
        source as order_source,
        _load_id as load_id,

        -- measures
        points as marketing_points,
        amount as order_amount,

        -- flags
        offer_flag as is_offered,
        accepted_flag as is_accepted,
        bundle_flag as is_bundle,
        new_single_product_flag as is_new_single_product,
        checked_flag as is_checked,
        error_flag as is_wrong,

        -- times
        created_at,
        completed_at,
        _loaded_at as loaded_at
    from source
)

select * from renamed
