-- Seconds that states lost to overlaps, by agent and the work date the shortened state began on.
-- Grain: one row per (agent_id, work_date) with an overlap.
{{ config(materialized='table') }}
with

agent_states as (
    select * from {{ ref('int_agent_states_trimmed') }}
),

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

day_segments as (
    select * from {{ ref('int_agent_day_segments') }}
),

shortened as (
    select * from agent_states
    where overlapped_seconds > 0 and state <> 'logged_out'
),

dated as (
    {{ with_work_date('shortened', 'started_at') }}
),

final as (
    select
        -- keys
        agent_id,
        work_date,

        -- measures
        cast(sum(overlapped_seconds) as bigint) as overlapped_state_seconds
    from dated
    group by agent_id, work_date
)

select * from final
