-- Support requests and parts orders by the team that answers for them, and whether they were late.
-- Grain: one row per (team_id, business_line, work_date) with one that can be judged.
with

tasks as (
    select * from {{ ref('int_ticket_tasks_attributed') }}
),

tickets as (
    select * from {{ ref('stg_tickets') }}
),

profiles as (
    select * from {{ ref('int_agent_day_profiles') }}
),

team_lines as (
    select * from {{ ref('int_team_lines') }}
),

-- The team it names, else the engineer's on that day. No fan-out: one profile an agent-day, one
-- ticket, one line a team.
placed as (
    select
        tasks.task_type,
        tasks.work_date,
        tasks.is_late,
        coalesce(tasks.support_team_id, profiles.team_id, 'unknown') as team_id,
        coalesce(
            tickets.business_line, team_lines.business_line, profiles.business_line, 'unknown'
        ) as business_line
    from tasks
    left join tickets
        on tasks.ticket_id = tickets.ticket_id
    left join profiles
        on
            tasks.agent_id = profiles.agent_id
            and tasks.work_date = profiles.work_date
    left join team_lines
        on tasks.support_team_id = team_lines.team_id
    where tasks.is_late is not null
),

final as (
    select
        -- keys
        team_id,
        business_line,
        work_date,

        -- measures
        count(*) filter (where task_type = 'support_request') as due_support_request_count,
        count(*) filter (
            where task_type = 'support_request' and is_late
        ) as late_support_request_count,
        count(*) filter (where task_type = 'parts_order') as due_parts_order_count,
        count(*) filter (
            where task_type = 'parts_order' and not is_late
        ) as parts_order_on_time_count
    from placed
    where task_type in ('support_request', 'parts_order')
    group by team_id, business_line, work_date
)

select * from final
