-- The centre's own settings, as landing copied them from settings.yml.
-- Grain: one row.
with

source as (
    select * from {{ source('landing', 'centre_setting') }}
),

renamed as (
    select
        -- dimensions
        time_zone,
        currency,
        first_day_of_week,
        language
    from source
)

select * from renamed
