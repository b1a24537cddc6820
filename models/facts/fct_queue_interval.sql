-- What each queue saw in each half hour, as counts and seconds that add up.
-- Grain: one row per (queue_id, business_line, interval_start_at).
with

contacts as (
    select * from {{ ref('int_queue_interval_contacts') }}
),

activity as (
    select * from {{ ref('int_queue_interval_activity') }}
),

forecasts as (
    select * from {{ ref('int_queue_interval_forecasts') }}
),

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

intervals as (
    select
        queue_id,
        business_line,
        interval_start_at
    from contacts
    union distinct
    select
        queue_id,
        business_line,
        interval_start_at
    from activity
    union distinct
    select
        queue_id,
        business_line,
        interval_start_at
    from forecasts
),

final as (
    select
        -- keys
        intervals.queue_id,
        intervals.business_line,
        intervals.interval_start_at,

        -- dimensions
        case
            when cast(intervals.interval_start_at as date) = {{ unknown_date() }}
                then {{ unknown_date() }}
            else {{ local_date('intervals.interval_start_at', 'centre_settings.time_zone') }}
        end as work_date,

        -- measures
        {{ parts_or_zero('contacts', [
            'offered_count', 'answered_count', 'answered_within_20_seconds_count',
            'answered_within_30_seconds_count', 'abandoned_count', 'short_abandoned_count',
            'abandoned_within_20_seconds_count', 'offered_without_wait_count',
            'answered_without_wait_count', 'queue_wait_seconds', 'answered_wait_seconds',
            'abandoned_wait_seconds', 'answered_within_queue_limit_count', 'rings_told_count',
        ]) }},
        {{ parts_or_zero('contacts', ['ring_quantity'], 'decimal(18, 4)') }},
        {{ parts_or_zero('contacts', [
            'chat_offered_count', 'chat_answered_count', 'chat_abandoned_count',
            'email_offered_count', 'email_answered_count', 'email_abandoned_count',
            'voice_first_response_count', 'voice_first_response_seconds',
            'chat_first_response_count', 'chat_first_response_seconds',
            'email_first_response_count', 'email_first_response_seconds',
            'first_response_judged_count', 'first_response_in_time_count',
        ]) }},
        {{ parts_or_zero('forecasts', [
            'forecast_interval_count', 'forecast_interval_offered_count',
        ]) }},
        {{ parts_or_zero('forecasts', [
            'forecast_contact_quantity', 'forecast_error_quantity',
        ], 'decimal(18, 4)') }},
        {{ parts_or_zero('activity', ['activity_seconds', 'ended_handle_seconds']) }}
    from intervals
    cross join centre_settings
    left join contacts
        on
            intervals.queue_id = contacts.queue_id
            and intervals.business_line = contacts.business_line
            and intervals.interval_start_at = contacts.interval_start_at
    left join activity
        on
            intervals.queue_id = activity.queue_id
            and intervals.business_line = activity.business_line
            and intervals.interval_start_at = activity.interval_start_at
    left join forecasts
        on
            intervals.queue_id = forecasts.queue_id
            and intervals.business_line = forecasts.business_line
            and intervals.interval_start_at = forecasts.interval_start_at
)

select * from final
