-- Contacts of each line of business on each local calendar day, by how they ended.
-- Grain: one row per (business_line, work_date) with a contact that counts.
with

contacts as (
    select * from {{ ref('int_contacts') }}
),

circumstances as (
    select * from {{ ref('int_contact_circumstances') }}
),

dial_lists as (
    select * from {{ ref('stg_dial_lists') }}
),

-- No fan-out: one row per contact in each of the two.
marked as (
    select
        contacts.*,
        contacts.is_voice and contacts.direction = 'inbound' as is_call_in,
        contacts.is_voice and contacts.direction = 'outbound' as is_call_out,
        circumstances.is_in_peak,
        circumstances.is_in_outage,
        circumstances.was_lost_on_hold,
        contacts.disposition = 'invalid'
        or coalesce(not dial_lists.is_phone_valid, false) as is_invalid_number
    from contacts
    inner join circumstances
        on contacts.interaction_id = circumstances.interaction_id
    left join dial_lists
        on contacts.list_contact_id = dial_lists.list_contact_id
    where contacts.is_counted
),

final as (
    select
        -- keys
        business_line,
        contact_date as work_date,

        -- measures
        {%- for name, condition in [
            ('inbound_contact_count', 'is_call_in'),
            ('outbound_contact_count', 'is_call_out'),
            ('blocked_count', "is_call_in and disposition = 'blocked'"),
            ('ivr_terminal_contact_count', 'is_call_in and is_ivr_terminal'),
            ('ivr_abandoned_count', "is_call_in and disposition = 'abandoned_ivr'"),
            ('queue_abandoned_count', 'is_call_in and is_queue_abandoned'),
            ('inbound_agent_answered_count', 'is_call_in and is_answered'),
            ('lost_on_hold_count', 'is_call_in and was_lost_on_hold'),
            ('peak_inbound_contact_count', 'is_call_in and is_in_peak'),
            ('peak_ivr_terminal_count', 'is_call_in and is_in_peak and is_ivr_terminal'),
            ('peak_agent_answered_count', 'is_call_in and is_in_peak and is_answered'),
            ('outage_inbound_contact_count', 'is_call_in and is_in_outage'),
            ('outage_ivr_terminal_count', 'is_call_in and is_in_outage and is_ivr_terminal'),
            ('outage_agent_answered_count', 'is_call_in and is_in_outage and is_answered'),
            ('invalid_number_dial_count', 'is_call_out and is_invalid_number'),
            ('automatic_inbound_contact_count', "is_automatic and direction = 'inbound'"),
            ('automatic_outbound_contact_count', "is_automatic and direction = 'outbound'"),
            ('chat_inbound_contact_count', "channel = 'chat' and direction = 'inbound'"),
            ('email_inbound_contact_count', "channel = 'email' and direction = 'inbound'"),
            ('digital_outbound_contact_count', "not is_voice and direction = 'outbound'"),
        ] %}
        count(*) filter (where {{ condition }}) as {{ name }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from marked
    group by business_line, contact_date
)

select * from final
