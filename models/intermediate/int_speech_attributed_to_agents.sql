-- Analysed contacts with the agent whose speech it was, on the work date of the contact.
-- Grain: one row per (interaction_id).
{{ config(materialized='table') }}
with

speech_analytics as (
    select * from {{ ref('stg_speech_analytics') }}
),

contact_agents as (
    select * from {{ ref('int_contacts_attributed_to_agents') }}
),

contacts as (
    select * from {{ ref('int_contacts') }}
),

script_comparisons as (
    select * from {{ ref('int_speech_script_comparisons') }}
),

-- Whom the tool heard, else the last answered leg. Analytics has no time of its own: the contact's
-- day, else the unknown day. No fan-out: one row per contact everywhere.
final as (
    select
        -- keys
        speech_analytics.interaction_id,

        -- dimensions
        coalesce(speech_analytics.agent_id, contact_agents.last_agent_id, 'unknown') as agent_id,
        coalesce(contacts.business_line, 'unknown') as business_line,

        -- measures
        speech_analytics.polite_phrase_count,
        speech_analytics.required_polite_phrase_count,
        speech_analytics.prohibited_phrase_count,
        speech_analytics.empathy_expression_count,
        speech_analytics.customer_sentiment_start,
        speech_analytics.customer_sentiment_end,
        speech_analytics.agent_emotion_stability,
        speech_analytics.vocal_tension_index,
        speech_analytics.vocal_vitality_index,

        -- flags
        speech_analytics.has_satisfaction_check,
        speech_analytics.is_script_compliant,
        speech_analytics.is_effective,
        script_comparisons.is_passed_by_machine,
        script_comparisons.is_passed_by_people,
        speech_analytics.intent_code = contacts.intent_code as is_same_intent,

        -- times
        coalesce(
            contact_agents.last_work_date, contacts.contact_date, {{ unknown_date() }}
        ) as work_date,
        coalesce(contacts.contact_date, {{ unknown_date() }}) as contact_date
    from speech_analytics
    left join contact_agents
        on speech_analytics.interaction_id = contact_agents.interaction_id
    left join contacts
        on speech_analytics.interaction_id = contacts.interaction_id
    left join script_comparisons
        on speech_analytics.interaction_id = script_comparisons.interaction_id
)

select * from final
