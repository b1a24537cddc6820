-- Handle time of inbound calls by half hour: where it was spent, and whole where it ended.
-- Grain: one row per (queue_id, business_line, interval_start_at).
with

legs as (
    select * from {{ ref('int_legs') }}
),

contacts as (
    select * from {{ ref('int_contacts') }}
),

-- A leg is spent from its answer on, for as long as it was handled.
spent as (
    select
        coalesce(contacts.queue_id, 'unknown') as queue_id,
        coalesce(contacts.business_line, 'unknown') as business_line,
        coalesce(legs.booked_at, cast({{ unknown_date() }} as timestamp)) as spent_from_at,
        {{ add_seconds(
            'coalesce(legs.booked_at, cast(' ~ unknown_date() ~ ' as timestamp))',
            'legs.handle_seconds'
        ) }} as spent_until_at,
        legs.handle_seconds
    from legs
    left join contacts
        on legs.interaction_id = contacts.interaction_id
    where legs.is_handled and legs.is_voice and legs.direction = 'inbound'
),

half_hours as (
    select
        *,
        {{ each_half_hour(
            half_hour_start('spent_from_at'), half_hour_start('spent_until_at')
        ) }} as interval_start_at
    from spent
),

final as (
    select
        -- keys
        queue_id,
        business_line,
        interval_start_at,

        -- measures
        cast(sum(
            {{ seconds_between(
                'greatest(spent_from_at, interval_start_at)',
                'least(spent_until_at, ' ~ add_seconds('interval_start_at', '1800') ~ ')'
            ) }}
        ) as bigint) as activity_seconds,
        cast(coalesce(
            sum(handle_seconds) filter (
                where interval_start_at = {{ half_hour_start('spent_until_at') }}
            ), 0
        ) as bigint) as ended_handle_seconds
    from half_hours
    group by queue_id, business_line, interval_start_at
)

select * from final
