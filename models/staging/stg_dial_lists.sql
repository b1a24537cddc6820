-- One contact of one dial list: newest version, our names.
-- Grain: one row per (list_contact_id).
with

source as (
    {{ newest_version('dial_lists', ['list_contact_id']) }}
),

renamed as (
    select
        -- keys
        list_contact_id,

        -- dimensions
        list_id,
        campaign_id,
        customer_id,
        source as list_source,
        value_tier,
        _load_id as load_id,

        -- measures
        cast(required_profile_fields as bigint) as required_profile_field_count,

        -- flags
        phone_valid_flag as is_phone_valid,
        is_existing_customer,

        -- times
        loaded_at as list_loaded_at,
        _loaded_at as loaded_at
    from source
)

select * from renamed
