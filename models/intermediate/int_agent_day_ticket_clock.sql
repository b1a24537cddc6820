-- Open hours that tickets waited for their first reply and for their resolution, by agent and day.
-- Grain: one row per (agent_id, work_date) with a first reply or a resolution.
{{ config(materialized='table') }}
with

ticket_clocks as (
    select * from {{ ref('int_ticket_clock_attributed_to_agents') }}
),

final as (
    select
        -- keys
        agent_id,
        work_date,

        -- measures
        count(*) filter (where clock = 'first_reply') as ticket_first_replied_count,
        cast(coalesce(
            sum(calendar_seconds) filter (where clock = 'first_reply'), 0
        ) as bigint) as ticket_first_reply_seconds,
        cast(coalesce(
            sum(business_seconds) filter (where clock = 'first_reply'), 0
        ) as bigint) as ticket_first_reply_business_seconds,
        cast(coalesce(
            sum(last_schedule_business_seconds) filter (where clock = 'first_reply'), 0
        ) as bigint) as ticket_first_reply_last_schedule_business_seconds,
        cast(coalesce(
            sum(business_seconds) filter (where clock = 'resolution'), 0
        ) as bigint) as ticket_resolution_business_seconds,
        cast(coalesce(
            sum(last_schedule_business_seconds) filter (where clock = 'resolution'), 0
        ) as bigint) as ticket_resolution_last_schedule_business_seconds
    from ticket_clocks
    group by agent_id, work_date
)

select * from final
