-- What became of the paid time of each planned shift: productive, idle, internal or external.
-- Grain: one row per (schedule_id).
{{ config(materialized='table') }}
with

shift_presence as (
    select * from {{ ref('int_shift_presence') }}
),

logged_time as (
    select * from {{ ref('int_shift_logged_time') }}
),

stretches as (
    select * from {{ ref('int_agent_stretches') }}
),

-- Unpaid time is first the breaks taken; breaks beyond it are paid, and internal. Whoever was there
-- without any state worked off the queue, except for what came late and left early.
compared as (
    select
        shift_presence.*,
        coalesce(logged_time.productive_logged_seconds, 0) as productive_logged_seconds,
        coalesce(logged_time.idle_logged_seconds, 0) as idle_logged_seconds,
        case
            when logged_time.schedule_id is not null
                then
                    logged_time.internal_logged_seconds
                    + greatest(
                        logged_time.break_logged_seconds
                        - greatest(
                            shift_presence.rostered_seconds - shift_presence.paid_seconds, 0
                        ),
                        0
                    )
            when shift_presence.is_attended
                then
                    greatest(
                        shift_presence.paid_seconds
                        - shift_presence.late_seconds
                        - shift_presence.early_leave_seconds,
                        0
                    )
            else 0
        end as internal_logged_seconds,
        coalesce(stretches.role, 'unknown') in ('agent', 'unknown') as is_frontline
    from shift_presence
    left join logged_time
        on shift_presence.schedule_id = logged_time.schedule_id
    left join stretches
        on
            shift_presence.agent_id = stretches.agent_id
            and shift_presence.work_date >= stretches.valid_from_date
            and shift_presence.work_date < stretches.valid_to_date
),

-- Never more than was paid: who worked through an unpaid break has more hours than pay.
capped as (
    select
        *,
        least(productive_logged_seconds, paid_seconds) as productive_end,
        least(productive_logged_seconds + idle_logged_seconds, paid_seconds) as idle_end,
        least(
            productive_logged_seconds + idle_logged_seconds + internal_logged_seconds,
            paid_seconds
        ) as internal_end
    from compared
),

final as (
    select
        -- keys
        schedule_id,

        -- dimensions
        agent_id,

        -- measures
        paid_seconds,
        productive_end as productive_seconds,
        idle_end - productive_end as idle_seconds,
        internal_end - idle_end as internal_shrinkage_seconds,
        paid_seconds - internal_end as external_shrinkage_seconds,

        -- flags
        is_frontline,

        -- times
        work_date
    from capped
)

select * from final
