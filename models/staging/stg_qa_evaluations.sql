-- One quality evaluation of a contact: newest version, our names.
-- Grain: one row per (evaluation_id).
with

source as (
    {{ newest_version('qa_evaluations', ['evaluation_id']) }}
),

renamed as (
    select
        -- keys
        evaluation_id,

        -- dimensions
        interaction_id,
        agent_id,
        evaluator_id,
        form_version,
        sampling_method,
        _load_id as load_id,

        -- measures
        total_score as total_points,
        cast(missed_issue_count as bigint) as missed_issue_count,

        -- flags
        fatal_error_flag as has_fatal_error,

        -- times
        evaluated_at,
        _loaded_at as loaded_at
    from source
)

select * from renamed
