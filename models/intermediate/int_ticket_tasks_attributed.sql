-- Tasks behind tickets with the engineer who did them, their day, and how they went.
-- Grain: one row per (task_id).
with

tasks as (
    select * from {{ ref('stg_ticket_tasks') }}
),

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

day_segments as (
    select * from {{ ref('int_agent_day_segments') }}
),

data_span as (
    select * from {{ ref('int_data_span') }}
),

assumptions as (
    select * from {{ ref('int_assumptions_in_force') }}
),

-- A request counts on the day it was made, a visit on its own or, not yet made, on the request's, a
-- parts order when it came or was due, whichever was first: coming early, it opens no day ahead.
booked as (
    select
        task_id,
        task_type,
        ticket_id,
        support_team_id,
        coalesce(agent_id, 'unknown') as agent_id,
        is_first_pass,
        is_repair_successful,
        due_at,
        visit_at,
        case
            when task_type = 'field_visit' then coalesce(visit_at, requested_at)
            when task_type = 'parts_order'
                then coalesce(least(completed_at, due_at), requested_at)
            else requested_at
        end as booked_at,
        case when task_type = 'parts_order' then completed_at else first_response_at end
            as answered_at,
        row_number() over (
            partition by task_type, coalesce(ticket_id, asset_id, task_id)
            order by visit_at, task_sequence, task_id
        ) as visit_number,
        least(
            min(visit_at) over (
                partition by task_type, coalesce(ticket_id, task_id)
                order by visit_at, task_id
                rows between 1 following and 1 following
            ),
            min(visit_at) over (
                partition by task_type, coalesce(asset_id, task_id)
                order by visit_at, task_id
                rows between 1 following and 1 following
            )
        ) as next_visit_at
    from tasks
),

dated as (
    {{ with_work_date('booked', 'booked_at') }}
),

-- A due time that lies ahead decides nothing yet.
final as (
    select
        -- keys
        dated.task_id,

        -- dimensions
        dated.task_type,
        dated.ticket_id,
        dated.agent_id,
        dated.support_team_id,

        -- flags
        dated.task_type = 'field_visit' and dated.visit_at is not null as is_visit,
        dated.visit_number = 1 as is_first_visit,
        coalesce(
            dated.next_visit_at
            <= {{ add_seconds('dated.visit_at', 'assumptions.repeat_visit_days * 86400') }},
            false
        ) as is_repeated,
        dated.is_repair_successful,
        dated.is_first_pass,
        case
            when dated.due_at is null then null
            when dated.answered_at is not null then dated.answered_at > dated.due_at
            when dated.due_at < data_span.data_through_at then true
        end as is_late,

        -- times
        dated.work_date
    from dated
    cross join data_span
    inner join assumptions
        on
            dated.work_date >= assumptions.valid_from_date
            and dated.work_date < assumptions.valid_to_date
)

select * from final
