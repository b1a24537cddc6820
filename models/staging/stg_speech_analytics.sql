-- What speech analytics found in one contact: newest version, our names.
-- Grain: one row per (interaction_id).
with

source as (
    {{ newest_version('speech_analytics', ['interaction_id']) }}
),

renamed as (
    select
        -- keys
        interaction_id,

        -- dimensions
        agent_id,
        model_version,
        intent_code,
        intent_complexity,
        features,
        _load_id as load_id,

        -- measures
        cast(polite_phrase_hits as bigint) as polite_phrase_count,
        cast(polite_required_hits as bigint) as required_polite_phrase_count,
        cast(prohibited_phrase_hits as bigint) as prohibited_phrase_count,
        cast(empathy_hits as bigint) as empathy_expression_count,
        customer_sentiment_start,
        customer_sentiment_end,
        agent_sentiment,
        agent_emotion_stability,
        agent_speech_rate as spoken_characters_per_minute,
        pause_ratio,
        silence_ratio,
        vocal_tension_index,
        vocal_vitality_index,

        -- flags
        satisfaction_check_flag as has_satisfaction_check,
        script_compliance_flag as is_script_compliant,
        effective_flag as is_effective,

        -- times
        _loaded_at as loaded_at
    from source
)

select * from renamed
