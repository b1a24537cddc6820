-- What agents said about the indicators they are judged by.
-- Grain: one row per (agent_id, work_date) with an opinion.
{{ config(materialized='table') }}
with

workplace_events as (
    select * from {{ ref('stg_workplace_events') }}
),

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

day_segments as (
    select * from {{ ref('int_agent_day_segments') }}
),

opinions as (
    select
        event_id,
        coalesce(agent_id, 'unknown') as agent_id,
        event_code,
        event_at
    from workplace_events
    where event_type = 'kpi_feedback'
),

dated as (
    {{ with_work_date('opinions', 'event_at') }}
),

final as (
    select
        -- keys
        agent_id,
        work_date,

        -- measures
        count(*) as kpi_feedback_count,
        count(*) filter (where event_code = 'reasonable') as kpi_feedback_reasonable_count
    from dated
    group by agent_id, work_date
)

select * from final
