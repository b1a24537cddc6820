-- Busy time against the limits of the shifts, and what nobody approved, by agent and day.
-- Grain: one row per (agent_id, work_date) with either.
{{ config(materialized='table') }}
with

shift_busy as (
    select * from {{ ref('int_shift_busy') }}
),

unapproved_states as (
    select * from {{ ref('int_unapproved_states') }}
),

by_shift as (
    select
        schedule_id,
        agent_id,
        work_date,
        sum(shift_busy_seconds) as shift_busy_seconds,
        max(case when shift_busy_seconds > limit_seconds then 1 else 0 end) as over_limit_count
    from shift_busy
    group by schedule_id, agent_id, work_date
),

united as (
    select
        agent_id,
        work_date,
        1 as limited_shift_count,
        shift_busy_seconds,
        over_limit_count,
        0 as unapproved_busy_count,
        0 as unapproved_sign_off_count
    from by_shift
    union all
    select
        agent_id,
        work_date,
        0 as limited_shift_count,
        0 as shift_busy_seconds,
        0 as over_limit_count,
        case when unapproved_type = 'busy' then 1 else 0 end as unapproved_busy_count,
        case when unapproved_type = 'sign_off' then 1 else 0 end as unapproved_sign_off_count
    from unapproved_states
),

final as (
    select
        -- keys
        agent_id,
        work_date,

        -- measures
        cast(sum(limited_shift_count) as bigint) as busy_limited_shift_count,
        cast(sum(shift_busy_seconds) as bigint) as shift_busy_seconds,
        cast(sum(over_limit_count) as bigint) as busy_over_limit_shift_count,
        cast(sum(unapproved_busy_count) as bigint) as unapproved_busy_count,
        cast(sum(unapproved_sign_off_count) as bigint) as unapproved_sign_off_count
    from united
    group by agent_id, work_date
)

select * from final
