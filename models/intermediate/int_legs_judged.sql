-- Handled calls held against limits, and how many in a row were over the limit of their queue.
-- Grain: one row per (leg_id) of a handled call.
{{ config(materialized='table') }}
with

marked as (
    select * from {{ ref('int_legs_marked') }}
),

-- Calls over the limit with the same number of calls within it before them stand in one row.
numbered as (
    select
        *,
        count(*) filter (where not is_over_handle_limit) over (
            partition by agent_id, work_date order by booked_at, leg_id
            rows between unbounded preceding and current row
        ) as within_limit_count
    from marked
),

streaks as (
    select
        *,
        count(*) filter (where is_over_handle_limit) over (
            partition by agent_id, work_date, within_limit_count order by booked_at, leg_id
            rows between unbounded preceding and current row
        ) as streak_count
    from numbered
),

final as (
    select
        -- keys
        leg_id,

        -- dimensions
        interaction_id,
        agent_id,
        queue_id,

        -- measures
        talk_seconds,
        handle_seconds,
        handle_limit_seconds,
        case when is_over_handle_limit then streak_count else 0 end as streak_count,

        -- flags
        is_over_handle_limit,
        is_over_handle_limit
        and agent_id <> 'unknown'
        and streak_count = handle_limit_streak_length as is_streak_breach,
        is_over_patience_limit,
        is_timed,
        is_long,
        is_long_exempt,
        is_complex,
        is_complex_cut_off,

        -- times
        work_date,
        booked_at
    from streaks
)

select * from final
