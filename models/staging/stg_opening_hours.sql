-- The centre's opening hours, as landing copied them from settings.yml.
-- Grain: one row per (opening_schedule_id, valid_from_date, weekday_number, opens_at_seconds).
with

source as (
    select * from {{ source('landing', 'opening_hours') }}
),

renamed as (
    select
        -- keys
        schedule_id as opening_schedule_id,
        valid_from_date,
        weekday_number,
        opens_at_seconds,

        -- dimensions
        time_zone,

        -- measures
        closes_at_seconds,

        -- times
        valid_to_date
    from source
)

select * from renamed
