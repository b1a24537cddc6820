-- Calls that called for help: the one that made a run over the limit a breach, or one on which the
-- desktop popped up; with the handle time of the abnormal calls around it.
-- Grain: one row per (leg_id) of such a call.
{{ config(materialized='table') }}
with

legs as (
    select * from {{ ref('int_legs_judged') }}
    where agent_id <> 'unknown'
),

workplace_events as (
    select * from {{ ref('stg_workplace_events') }}
    where event_type = 'alert'
),

assumptions as (
    select * from {{ ref('int_assumptions_in_force') }}
),

numbered as (
    select
        *,
        row_number() over (
            partition by agent_id, work_date order by booked_at, leg_id
        ) as leg_order
    from legs
),

popups as (
    select
        interaction_id,
        agent_id,
        min(event_at) as popped_up_at
    from workplace_events
    where interaction_id is not null and agent_id is not null
    group by interaction_id, agent_id
),

-- a pop-up belongs to the agent's last leg of the contact; leg_id breaks the tie
legs_with_popups as (
    select
        numbered.*,
        case
            when row_number() over (
                partition by numbered.interaction_id, numbered.agent_id
                order by numbered.booked_at desc, numbered.leg_id desc
            ) = 1 then popups.popped_up_at
        end as popped_up_at
    from numbered
    left join popups
        on
            numbered.interaction_id = popups.interaction_id
            and numbered.agent_id = popups.agent_id
),

-- no fan-out: one stretch of assumptions holds on a day
alerted as (
    select
        legs_with_popups.*,
        assumptions.alert_effect_contact_count as reach
    from legs_with_popups
    inner join assumptions
        on
            legs_with_popups.work_date >= assumptions.valid_from_date
            and legs_with_popups.work_date < assumptions.valid_to_date
    where legs_with_popups.is_streak_breach or legs_with_popups.popped_up_at is not null
),

-- as many calls of that day up to the alert as after it
around as (
    select
        alerted.leg_id,
        count(*) filter (where numbered.leg_order <= alerted.leg_order) as before_contact_count,
        count(*) filter (where numbered.leg_order > alerted.leg_order) as after_contact_count,
        cast(coalesce(sum(numbered.handle_seconds) filter (
            where numbered.leg_order <= alerted.leg_order and numbered.is_over_handle_limit
        ), 0) as bigint) as before_abnormal_handle_seconds,
        cast(coalesce(sum(numbered.handle_seconds) filter (
            where numbered.leg_order > alerted.leg_order and numbered.is_over_handle_limit
        ), 0) as bigint) as after_abnormal_handle_seconds
    from alerted
    inner join numbered
        on
            alerted.agent_id = numbered.agent_id
            and alerted.work_date = numbered.work_date
            and numbered.leg_order > alerted.leg_order - alerted.reach
            and numbered.leg_order <= alerted.leg_order + alerted.reach
    group by alerted.leg_id
),

final as (
    select
        -- keys
        alerted.leg_id,

        -- dimensions
        alerted.interaction_id,
        alerted.agent_id,
        alerted.queue_id,

        -- measures
        alerted.streak_count,
        alerted.handle_seconds,
        alerted.handle_limit_seconds,
        around.before_contact_count,
        around.before_abnormal_handle_seconds,
        around.after_contact_count,
        around.after_abnormal_handle_seconds,

        -- flags
        alerted.is_streak_breach,
        alerted.popped_up_at is not null as has_popup,

        -- times
        alerted.work_date,
        alerted.booked_at,
        alerted.popped_up_at
    from alerted
    inner join around on alerted.leg_id = around.leg_id
)

select * from final
