-- One scored question of an evaluation: newest version, our names.
-- Grain: one row per (evaluation_id, item_code).
with

source as (
    {{ newest_version('qa_items', ['evaluation_id', 'item_code']) }}
),

renamed as (
    select
        -- keys
        evaluation_id,
        item_code,

        -- dimensions
        violation_type,
        _load_id as load_id,

        -- measures
        score as points,
        max_score as max_points,

        -- flags
        pass_flag as has_passed,
        violation_flag as has_violation,

        -- times
        _loaded_at as loaded_at
    from source
)

select * from renamed
