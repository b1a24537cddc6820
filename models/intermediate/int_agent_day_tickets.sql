-- Tickets by the agent who answers for them: opened on one day, finished and judged on another.
-- Grain: one row per (agent_id, work_date) with a ticket.
with

tickets as (
    select * from {{ ref('int_tickets_attributed_to_agents') }}
),

united as (
    select
        agent_id,
        created_date as work_date,
        1 as created,
        0 as resolved,
        0 as resolution_seconds,
        0 as judged,
        0 as within_sla,
        0 as reopened
    from tickets
    union all
    select
        agent_id,
        work_date,
        0 as created,
        case when is_resolved then 1 else 0 end as resolved,
        coalesce(resolution_seconds, 0) as resolution_seconds,
        case when is_within_sla is null then 0 else 1 end as judged,
        case when is_within_sla then 1 else 0 end as within_sla,
        case when reopened_count > 0 then 1 else 0 end as reopened
    from tickets
),

final as (
    select
        -- keys
        agent_id,
        work_date,

        -- measures
        cast(sum(created) as bigint) as ticket_created_count,
        cast(sum(resolved) as bigint) as ticket_resolved_count,
        cast(sum(resolution_seconds) as bigint) as ticket_resolution_seconds,
        cast(sum(judged) as bigint) as ticket_judged_count,
        cast(sum(within_sla) as bigint) as ticket_within_sla_count,
        cast(sum(reopened) as bigint) as ticket_reopened_count
    from united
    group by agent_id, work_date
)

select * from final
