-- Contacts counted and contacts set aside are all contacts; queues hold what was offered to them.
with

calls as (
    select * from {{ ref('stg_calls') }}
),

contacts as (
    select * from {{ ref('int_contacts') }}
),

line_days as (
    select * from {{ ref('fct_line_day') }}
),

queue_intervals as (
    select * from {{ ref('fct_queue_interval') }}
),

legs as (
    select * from {{ ref('int_legs') }}
),

claims as (
    select
        'staged contacts = counted + set aside' as claim,
        (select count(*) from calls) as expected,
        (
            select
                coalesce(sum(
                    inbound_contact_count + outbound_contact_count + chat_inbound_contact_count
                    + email_inbound_contact_count + digital_outbound_contact_count
                ), 0)
            from line_days
        ) + (select count(*) from contacts where set_aside_reason is not null) as found
    union all
    select
        'offered = answered + abandoned + other ends in the queue' as claim,
        (select count(*) from contacts where is_counted and is_offered) as expected,
        (
            select coalesce(sum(offered_count + chat_offered_count + email_offered_count), 0)
            from queue_intervals
        ) as found
    union all
    select
        'answered by agents: line = queue' as claim,
        (select coalesce(sum(inbound_agent_answered_count), 0) from line_days) as expected,
        (select coalesce(sum(answered_count), 0) from queue_intervals) as found
    union all
    select
        'abandoned in queues: line = queue' as claim,
        (select coalesce(sum(queue_abandoned_count), 0) from line_days) as expected,
        (select coalesce(sum(abandoned_count), 0) from queue_intervals) as found
    union all
    select
        'inbound handle seconds: spent = legs' as claim,
        (
            select coalesce(sum(handle_seconds), 0) from legs
            where is_handled and is_voice and direction = 'inbound'
        ) as expected,
        (select coalesce(sum(activity_seconds), 0) from queue_intervals) as found
    union all
    select
        'inbound handle seconds: ended = spent' as claim,
        (select coalesce(sum(ended_handle_seconds), 0) from queue_intervals) as expected,
        (select coalesce(sum(activity_seconds), 0) from queue_intervals) as found
),

final as (
    select * from claims
    where expected <> found
)

select * from final
