-- The centre: its settings and how far its data reaches.
-- Grain: one row.
with

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

data_span as (
    select * from {{ ref('int_data_span') }}
),

final as (
    select
        -- dimensions
        centre_settings.time_zone,
        centre_settings.currency,
        centre_settings.first_day_of_week,
        centre_settings.language,

        -- times
        data_span.data_through_date
    from centre_settings
    cross join data_span
)

select * from final
