-- Everybody the facts name, with where they are now.
-- Grain: one row per (agent_id).
with

agent_days as (
    select * from {{ ref('int_agent_days') }}
),

employees as (
    select * from {{ ref('stg_employees') }}
),

assignments as (
    select * from {{ ref('stg_assignments') }}
),

agents as (
    select agent_id from employees
    union distinct
    select agent_id from assignments
    union distinct
    select agent_id from agent_days
    union distinct
    select 'unknown' as agent_id
),

-- The newest assignment, also of those who left. Tie-break: the team's id.
newest_assignments as (
    select * from assignments
    qualify row_number() over (
        partition by agent_id order by valid_from_date desc, team_id asc
    ) = 1
),

final as (
    select
        -- keys
        agents.agent_id,

        -- dimensions
        coalesce(employees.role, 'unknown') as role,
        employees.hire_date,
        employees.last_day,
        employees.employment_status as status,
        coalesce(newest_assignments.team_id, 'unknown') as team_id,
        newest_assignments.team_name,
        newest_assignments.leader_id,
        newest_assignments.supervisor_id,
        coalesce(newest_assignments.business_line, 'unknown') as business_line,
        newest_assignments.shift_group,

        -- flags
        coalesce(employees.was_voluntary, false) as was_voluntary_leaver
    from agents
    left join employees
        on agents.agent_id = employees.agent_id
    left join newest_assignments
        on agents.agent_id = newest_assignments.agent_id
)

select * from final
