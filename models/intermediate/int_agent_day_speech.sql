-- What speech analytics heard by agent and day of the contact. No vocal tension: DQ50.
-- Grain: one row per (agent_id, work_date) with an analysed contact.
{{ config(materialized='table') }}
with

speech as (
    select * from {{ ref('int_speech_attributed_to_agents') }}
),

-- What the tool does not tell of a contact is in no numerator and no denominator.
final as (
    select
        -- keys
        agent_id,
        work_date,

        -- measures
        count(*) as analysed_contact_count,
        count(*) filter (where required_polite_phrase_count > 0) as courtesy_due_contact_count,
        count(*) filter (
            where
            required_polite_phrase_count > 0
            and polite_phrase_count >= required_polite_phrase_count
        ) as courtesy_kept_contact_count,
        cast(coalesce(sum(prohibited_phrase_count), 0) as bigint) as prohibited_phrase_count,
        count(prohibited_phrase_count) as phrase_checked_contact_count,
        cast(coalesce(sum(empathy_expression_count), 0) as bigint) as empathy_expression_count,
        count(empathy_expression_count) as empathy_checked_contact_count,
        count(*) filter (where empathy_expression_count > 0) as empathic_contact_count,
        count(*) filter (where customer_sentiment_start < 0 and customer_sentiment_end is not null)
            as negative_start_contact_count,
        count(*) filter (where customer_sentiment_start < 0 and customer_sentiment_end > 0)
            as turned_positive_contact_count,
        count(has_satisfaction_check) as satisfaction_check_told_contact_count,
        count(*) filter (where has_satisfaction_check) as satisfaction_checked_contact_count,
        count(is_script_compliant) as script_told_contact_count,
        count(*) filter (where is_script_compliant) as script_compliant_contact_count,
        count(is_effective) as effect_told_contact_count,
        count(*) filter (where is_effective) as heard_effective_contact_count,
        count(*) filter (where is_passed_by_people and is_passed_by_machine)
            as script_both_passed_contact_count,
        count(*) filter (where not is_passed_by_people and not is_passed_by_machine)
            as script_both_failed_contact_count,
        count(*) filter (where is_passed_by_people and not is_passed_by_machine)
            as script_people_only_passed_contact_count,
        count(*) filter (where not is_passed_by_people and is_passed_by_machine)
            as script_machine_only_passed_contact_count,
        count(is_same_intent) as intent_compared_contact_count,
        count(*) filter (where is_same_intent) as intent_agreed_contact_count,
        count(agent_emotion_stability) as emotion_stability_count,
        cast(coalesce(sum(agent_emotion_stability), 0) as decimal(18, 4))
            as emotion_stability_points,
        count(vocal_vitality_index) as vocal_vitality_count,
        cast(coalesce(sum(vocal_vitality_index), 0) as decimal(18, 4)) as vocal_vitality_points
    from speech
    group by agent_id, work_date
)

select * from final
