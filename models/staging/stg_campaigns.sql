-- One outbound campaign: newest version, our names.
-- Grain: one row per (campaign_id).
with

source as (
    {{ newest_version('campaigns', ['campaign_id']) }}
),

renamed as (
    select
        -- keys
        campaign_id,

        -- dimensions
        name as campaign_name,
        outbound_type,
        business_line,
        owner_team as owner_team_id,
        _load_id as load_id,

        -- measures
        cast(target_contacts as bigint) as target_contact_count,
        cast(target_conversions as bigint) as target_conversion_count,

        -- times
        start_date,
        end_date,
        _loaded_at as loaded_at
    from source
)

select * from renamed
