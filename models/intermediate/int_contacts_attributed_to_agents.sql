-- Who answers for a contact: the agent of its first and of its last answered leg.
-- Grain: one row per (interaction_id) with an answered leg.
{{ config(materialized='table') }}
with

legs as (
    select * from {{ ref('int_legs') }}
),

-- Tie-break of legs with the same number: the leg's id.
ranked as (
    select
        *,
        row_number() over (
            partition by interaction_id order by leg_number, leg_id
        ) as rank_from_first,
        row_number() over (
            partition by interaction_id order by leg_number desc, leg_id desc
        ) as rank_from_last
    from legs
    where is_handled
),

final as (
    select
        -- keys
        interaction_id,

        -- dimensions
        max(agent_id) filter (where rank_from_first = 1) as first_agent_id,
        max(agent_id) filter (where rank_from_last = 1) as last_agent_id,

        -- measures
        count(*) as handled_leg_count,

        -- times
        max(work_date) filter (where rank_from_first = 1) as first_work_date,
        max(work_date) filter (where rank_from_last = 1) as last_work_date
    from ranked
    group by interaction_id
)

select * from final
