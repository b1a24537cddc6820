-- What verification calls found, by agent and day of the contact verified.
-- Grain: one row per (agent_id, work_date) with a verification call.
{{ config(materialized='table') }}
with

callbacks as (
    select * from {{ ref('int_callbacks_attributed_to_agents') }}
),

final as (
    select
        -- keys
        agent_id,
        work_date,

        -- measures
        count(*) as callback_count,
        count(*) filter (where is_reached) as reached_callback_count,
        count(is_confirmed_resolved) filter (where is_reached) as callback_resolution_answer_count,
        count(*) filter (where is_reached and is_confirmed_resolved)
            as callback_confirmed_resolved_count,
        count(is_answer_correct) filter (where is_reached) as callback_answer_checked_count,
        count(*) filter (where is_reached and is_answer_correct)
            as callback_answer_correct_count,
        count(rating) filter (where is_reached) as callback_rating_count,
        cast(coalesce(sum(rating) filter (where is_reached), 0) as decimal(18, 4))
            as callback_rating_points
    from callbacks
    group by agent_id, work_date
)

select * from final
