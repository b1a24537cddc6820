-- One survey invitation with its answers; the answers are empty if the customer gave none:
-- newest version, our names.
-- Grain: one row per (survey_id).
with

source as (
    {{ newest_version('surveys', ['survey_id']) }}
),

renamed as (
    select
        -- keys
        survey_id,

        -- dimensions
        interaction_id,
        ticket_id,
        agent_id,
        customer_id,
        channel,
        sampling_method,
        csat_label as rating_label,
        scenario as survey_scenario,
        topic_code,
        _load_id as load_id,

        -- measures
        csat_overall as overall_rating,
        csat_resolution as resolution_rating,
        csat_attitude as attitude_rating,
        csat_speed as speed_rating,
        nps as recommendation_rating,
        ces as effort_rating,
        csat_convenience as convenience_rating,
        empathy as empathy_rating,
        friendliness as friendliness_rating,
        professionalism as professionalism_rating,
        resonance as resonance_rating,
        brand_delivery as brand_delivery_rating,

        -- flags
        eligible_flag as is_eligible,
        resolved_yes_no as is_resolved_for_customer,

        -- times
        sent_at,
        responded_at,
        _loaded_at as loaded_at
    from source
)

select * from renamed
