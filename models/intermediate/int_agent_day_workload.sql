-- What an agent's days are compared by: weeks worked, outbound days, business beside contacts.
-- Grain: one row per (agent_id, work_date) with a contact, a dial or a ticket resolved.
{{ config(materialized='table') }}
with

legs as (
    select * from {{ ref('int_agent_day_legs') }}
),

dials as (
    select * from {{ ref('int_agent_day_dials') }}
),

states as (
    select * from {{ ref('int_agent_day_states') }}
),

shifts as (
    select * from {{ ref('int_agent_day_shifts') }}
),

tickets as (
    select * from {{ ref('int_tickets_attributed_to_agents') }}
),

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

-- A ticket that a contact caused is the same piece of business as that contact (AM90).
tickets_by_day as (
    select
        agent_id,
        work_date,
        count(*) as contactless_ticket_resolved_count
    from tickets
    where is_resolved and origin_interaction_id is null
    group by agent_id, work_date
),

agent_days as (
    select
        agent_id,
        work_date
    from legs
    union distinct
    select
        agent_id,
        work_date
    from dials
    union distinct
    select
        agent_id,
        work_date
    from tickets_by_day
),

-- No fan-out: one row per agent-day in each. An outbound day has more dials than calls taken.
joined as (
    select
        agent_days.agent_id,
        agent_days.work_date,
        coalesce(legs.handled_count, 0) > 0 as has_handled,
        coalesce(dials.dial_count, 0) > coalesce(legs.inbound_handled_count, 0)
        and agent_days.agent_id <> 'unknown' as is_outbound_day,
        coalesce(legs.outbound_handle_seconds, 0) as outbound_handle_seconds,
        coalesce(states.login_seconds, 0) as login_seconds,
        coalesce(shifts.scheduled_work_seconds, 0) as scheduled_work_seconds,
        coalesce(tickets_by_day.contactless_ticket_resolved_count, 0)
            as contactless_ticket_resolved_count,
        {{ week_start('agent_days.work_date', 'centre_settings.first_day_of_week') }}
            as week_start_date
    from agent_days
    cross join centre_settings
    left join legs
        on agent_days.agent_id = legs.agent_id and agent_days.work_date = legs.work_date
    left join dials
        on agent_days.agent_id = dials.agent_id and agent_days.work_date = dials.work_date
    left join states
        on agent_days.agent_id = states.agent_id and agent_days.work_date = states.work_date
    left join shifts
        on agent_days.agent_id = shifts.agent_id and agent_days.work_date = shifts.work_date
    left join tickets_by_day
        on
            agent_days.agent_id = tickets_by_day.agent_id
            and agent_days.work_date = tickets_by_day.work_date
),

final as (
    select
        -- keys
        agent_id,
        work_date,

        -- measures
        cast(case
            when has_handled and agent_id <> 'unknown' and row_number() over (
                partition by agent_id, week_start_date, has_handled order by work_date
            ) = 1 then 1
            else 0
        end as bigint) as handled_week_count,
        cast(contactless_ticket_resolved_count as bigint) as contactless_ticket_resolved_count,
        cast(
            case when is_outbound_day then outbound_handle_seconds else 0 end as bigint
        ) as outbound_day_handle_seconds,
        cast(
            case when is_outbound_day then login_seconds else 0 end as bigint
        ) as outbound_day_login_seconds,
        cast(
            case when is_outbound_day then scheduled_work_seconds else 0 end as bigint
        ) as outbound_day_scheduled_work_seconds
    from joined
)

select * from final
