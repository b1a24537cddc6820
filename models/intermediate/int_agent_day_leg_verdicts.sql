-- Calls held against limits, by agent and day.
-- Grain: one row per (agent_id, work_date) with a handled call.
{{ config(materialized='table') }}
with

legs as (
    select * from {{ ref('int_legs_judged') }}
),

final as (
    select
        -- keys
        agent_id,
        work_date,

        -- measures
        count(*) filter (where is_long_exempt) as long_call_exempt_count,
        count(*) filter (where is_long_exempt and is_timed) as timed_long_call_exempt_count,
        cast(
            coalesce(sum(talk_seconds) filter (where is_long_exempt and is_timed), 0) as bigint
        ) as timed_long_call_exempt_talk_seconds,
        count(*) filter (where is_over_handle_limit) as handle_limit_exceeded_count,
        count(*) filter (where is_streak_breach) as handle_limit_streak_count,
        cast(
            coalesce(sum(handle_seconds) filter (where is_over_handle_limit), 0) as bigint
        ) as abnormal_handle_seconds,
        count(*) filter (where is_over_patience_limit) as patience_limit_exceeded_count,
        count(*) filter (where is_complex) as complex_call_count,
        count(*) filter (where is_complex_cut_off) as complex_call_cut_off_count
    from legs
    group by agent_id, work_date
)

select * from final
