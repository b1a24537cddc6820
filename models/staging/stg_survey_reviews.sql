-- One audit or appeal of a rating: newest version, our names.
-- Grain: one row per (review_id).
with

source as (
    {{ newest_version('survey_reviews', ['review_id']) }}
),

renamed as (
    select
        -- keys
        review_id,

        -- dimensions
        survey_id,
        trigger as review_trigger,
        submitted_by,
        evidence_ref,
        reviewer_id,
        decision as review_decision,
        exclusion_reason,
        cause_code,
        liability as liability_code,
        _load_id as load_id,

        -- measures
        fine_amount,

        -- times
        submitted_at,
        decided_at,
        _loaded_at as loaded_at
    from source
)

select * from renamed
