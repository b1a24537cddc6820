-- One score given to a subject by somebody: exam, typing test, hygiene, peer, manager, employee
-- survey: newest version, our names.
-- Grain: one row per (assessment_id).
with

source as (
    {{ newest_version('assessments', ['assessment_id']) }}
),

renamed as (
    select
        -- keys
        assessment_id,

        -- dimensions
        assessment_type,
        item_code,
        subject_type,
        subject_id,
        rater_id,
        form_version,
        course_id,
        cohort_id,
        phase as assessment_phase,
        _load_id as load_id,

        -- measures
        score as points,
        max_score as max_points,
        accuracy as typing_accuracy_quantity,

        -- times
        assessed_at,
        _loaded_at as loaded_at
    from source
)

select * from renamed
