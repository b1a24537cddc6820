-- Who the agent was on each day: team, line and role, and whether multi-skilled.
-- Grain: one row per (agent_id, work_date).
{{ config(materialized='table') }}
with

agent_days as (
    select * from {{ ref('int_agent_days') }}
),

assignments as (
    select * from {{ ref('stg_assignments') }}
),

employees as (
    select * from {{ ref('stg_employees') }}
),

skills as (
    select * from {{ ref('stg_skills') }}
),

assumptions as (
    select * from {{ ref('int_assumptions_in_force') }}
),

-- Where two assignments hold on a day, the one that began later does. Tie-break: the team's id.
assignments_by_day as (
    select
        agent_days.agent_id,
        agent_days.work_date,
        assignments.team_id,
        assignments.business_line
    from agent_days
    inner join assignments
        on
            agent_days.agent_id = assignments.agent_id
            and agent_days.work_date >= assignments.valid_from_date
            and (
                agent_days.work_date < assignments.valid_to_date
                or assignments.valid_to_date is null
            )
    qualify row_number() over (
        partition by agent_days.agent_id, agent_days.work_date
        order by assignments.valid_from_date desc, assignments.team_id asc
    ) = 1
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

final as (
    select
        -- keys
        agent_days.agent_id,
        agent_days.work_date,

        -- dimensions
        coalesce(assignments_by_day.team_id, 'unknown') as team_id,
        coalesce(employees.role, 'unknown') as role,
        coalesce(assignments_by_day.business_line, 'unknown') as business_line,

        -- flags
        agent_days.agent_id <> 'unknown'
        and coalesce(employees.role, 'unknown') in ('agent', 'unknown') as is_frontline,
        coalesce(
            skills_by_day.skill_count >= skills_by_day.multi_skill_minimum_count, false
        ) as is_multi_skilled
    from agent_days
    left join assignments_by_day
        on
            agent_days.agent_id = assignments_by_day.agent_id
            and agent_days.work_date = assignments_by_day.work_date
    left join employees
        on agent_days.agent_id = employees.agent_id
    left join skills_by_day
        on
            agent_days.agent_id = skills_by_day.agent_id
            and agent_days.work_date = skills_by_day.work_date
)

select * from final
