-- Contacts of each line of business on each local calendar day, by how they ended.
-- Grain: one row per (business_line, work_date).
with

contacts as (
    select * from {{ ref('int_contacts') }}
),

final as (
    select
        -- keys
        business_line,
        contact_date as work_date,

        -- measures
        count(*) filter (where direction = 'inbound') as inbound_contact_count,
        count(*) filter (where direction = 'outbound') as outbound_contact_count,
        count(*) filter (
            where direction = 'inbound' and disposition = 'blocked'
        ) as blocked_count,
        count(*) filter (
            where direction = 'inbound' and is_ivr_terminal
        ) as ivr_terminal_contact_count,
        count(*) filter (
            where direction = 'inbound' and disposition = 'abandoned_ivr'
        ) as ivr_abandoned_count,
        count(*) filter (
            where direction = 'inbound' and is_queue_abandoned
        ) as queue_abandoned_count,
        count(*) filter (
            where direction = 'inbound' and is_answered
        ) as inbound_agent_answered_count
    from contacts
    where is_counted
    group by business_line, contact_date
)

select * from final
