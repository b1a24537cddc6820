-- Dialled outbound calls with the agent who dialled and what came of them; bots' own are left out.
-- Grain: one row per (interaction_id).
with

contacts as (
    select * from {{ ref('int_contacts') }}
),

legs as (
    select * from {{ ref('int_legs') }}
),

speech_analytics as (
    select * from {{ ref('stg_speech_analytics') }}
),

assumptions as (
    select * from {{ ref('int_assumptions_in_force') }}
),

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

day_segments as (
    select * from {{ ref('int_agent_day_segments') }}
),

-- Tie-break of legs with the same number: the leg's id.
first_legs as (
    select
        interaction_id,
        agent_id
    from legs
    where direction = 'outbound'
    qualify row_number() over (partition by interaction_id order by leg_number, leg_id) = 1
),

talk_by_contact as (
    select
        interaction_id,
        sum(talk_seconds) as talk_seconds
    from legs
    where direction = 'outbound' and is_handled
    group by interaction_id
),

-- The agent's word on a real conversation, else the analysis, else its length (AM56).
-- No fan-out: one row per contact in each, one stretch of assumptions holds on a day.
dials as (
    select
        contacts.interaction_id,
        coalesce(first_legs.agent_id, contacts.agent_id) as agent_id,
        contacts.contacted_at,
        contacts.is_answered as is_connected,
        contacts.is_answered and coalesce(
            contacts.is_effective_conversation,
            speech_analytics.is_effective,
            talk_by_contact.talk_seconds >= assumptions.effective_talk_seconds,
            false
        ) as is_effective
    from contacts
    inner join assumptions
        on
            contacts.contact_date >= assumptions.valid_from_date
            and contacts.contact_date < assumptions.valid_to_date
    left join first_legs
        on contacts.interaction_id = first_legs.interaction_id
    left join talk_by_contact
        on contacts.interaction_id = talk_by_contact.interaction_id
    left join speech_analytics
        on contacts.interaction_id = speech_analytics.interaction_id
    where
        contacts.is_counted
        and contacts.is_voice
        and contacts.direction = 'outbound'
        and (not contacts.is_automatic or first_legs.interaction_id is not null)
),

dated as (
    {{ with_work_date('dials', 'contacted_at') }}
),

final as (
    select
        -- keys
        interaction_id,

        -- dimensions
        agent_id,

        -- flags
        is_connected,
        is_effective,

        -- times
        work_date
    from dated
)

select * from final
