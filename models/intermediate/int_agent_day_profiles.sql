-- Who the agent was on each day: team, line and role, and whether multi-skilled.
-- Grain: one row per (agent_id, work_date).
{{ config(materialized='table') }}
with

agent_days as (
    select * from {{ ref('int_agent_days') }}
),

stretches as (
    select * from {{ ref('int_agent_stretches') }}
),

skills as (
    select * from {{ ref('stg_skills') }}
),

assumptions as (
    select * from {{ ref('int_assumptions_in_force') }}
),

skills_by_day as (
    select
        agent_days.agent_id,
        agent_days.work_date,
        count(distinct skills.skill_id) as skill_count,
        max(assumptions.multi_skill_minimum_count) as multi_skill_minimum_count
    from agent_days
    inner join assumptions
        on
            agent_days.work_date >= assumptions.valid_from_date
            and agent_days.work_date < assumptions.valid_to_date
    inner join skills
        on
            agent_days.agent_id = skills.agent_id
            and agent_days.work_date >= skills.valid_from_date
            and (
                agent_days.work_date < skills.valid_to_date
                or skills.valid_to_date is null
            )
            and assumptions.multi_skill_minimum_level <= skills.skill_level
    group by agent_days.agent_id, agent_days.work_date
),

-- No fan-out: one stretch of a person holds on a day.
final as (
    select
        -- keys
        agent_days.agent_id,
        agent_days.work_date,

        -- dimensions
        coalesce(stretches.team_id, 'unknown') as team_id,
        coalesce(stretches.role, 'unknown') as role,
        coalesce(stretches.business_line, 'unknown') as business_line,
        coalesce(stretches.post_code, 'unknown') as post_code,

        -- flags
        agent_days.agent_id <> 'unknown'
        and coalesce(stretches.role, 'unknown') in ('agent', 'unknown') as is_frontline,
        coalesce(
            skills_by_day.skill_count >= skills_by_day.multi_skill_minimum_count, false
        ) as is_multi_skilled
    from agent_days
    left join stretches
        on
            agent_days.agent_id = stretches.agent_id
            and agent_days.work_date >= stretches.valid_from_date
            and agent_days.work_date < stretches.valid_to_date
    left join skills_by_day
        on
            agent_days.agent_id = skills_by_day.agent_id
            and agent_days.work_date = skills_by_day.work_date
)

select * from final
