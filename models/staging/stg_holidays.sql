-- Days on which other hours hold than on their weekday, as landing copied them from settings.yml.
-- Grain: one row per (opening_schedule_id, holiday_date, opens_at_seconds).
with

source as (
    select * from {{ source('landing', 'holiday') }}
),

renamed as (
    select
        -- keys
        schedule_id as opening_schedule_id,
        holiday_date,
        opens_at_seconds,

        -- dimensions
        holiday_name,

        -- measures
        closes_at_seconds
    from source
)

select * from renamed
