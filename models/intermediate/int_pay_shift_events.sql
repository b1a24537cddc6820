-- Late for the meeting before a shift, and gone or signed off before its end: what pay rules count.
-- Grain: one row per (schedule_id, event_type).
with

shift_presence as (
    select * from {{ ref('int_shift_presence') }}
),

shift_punches as (
    select * from {{ ref('int_shift_punches') }}
),

shift_states as (
    select * from {{ ref('int_shift_states') }}
),

unapproved_states as (
    select * from {{ ref('int_unapproved_states') }}
),

assumptions as (
    select * from {{ ref('int_assumptions_in_force') }}
),

-- Whoever is not there for the meeting before the shift is late by the clock of the meeting. A
-- record of having been there wins over the clock; a log-in without a punch is no arrival. No fan-
-- out: one stretch of assumptions holds on a day.
arrivals as (
    select
        'late_for_meeting' as event_type,
        shift_presence.schedule_id,
        shift_presence.agent_id,
        shift_presence.work_date,
        shift_presence.shift_code,
        case
            when
                shift_punches.first_punch_at is null
                or coalesce(shift_punches.was_at_preshift_meeting, false)
                then shift_presence.late_seconds
            else {{ seconds_between(
                'shift_presence.planned_start_at', 'shift_punches.first_punch_at'
            ) }} + assumptions.preshift_lead_seconds
        end as quantity_seconds
    from shift_presence
    inner join assumptions
        on
            shift_presence.work_date >= assumptions.valid_from_date
            and shift_presence.work_date < assumptions.valid_to_date
    left join shift_punches
        on shift_presence.schedule_id = shift_punches.schedule_id
),

-- Leaving early and signing off early without approval are one departure of one shift.
departures as (
    select
        'early_leave_or_sign_off' as event_type,
        shift_presence.schedule_id,
        shift_presence.agent_id,
        shift_presence.work_date,
        shift_presence.shift_code,
        greatest(
            shift_presence.early_leave_seconds,
            case
                when unapproved_states.unapproved_id is not null
                    then {{ seconds_between(
                        'shift_states.last_state_at', 'shift_presence.planned_end_at'
                    ) }}
                else 0
            end
        ) as quantity_seconds
    from shift_presence
    left join shift_states
        on shift_presence.schedule_id = shift_states.schedule_id
    left join unapproved_states
        on
            'sign_off:' || shift_presence.schedule_id = unapproved_states.unapproved_id
            and unapproved_states.unapproved_type = 'sign_off'
),

united as (
    select * from arrivals
    union all
    select * from departures
),

final as (
    select
        -- keys
        schedule_id,
        event_type,

        -- dimensions
        agent_id,
        shift_code,

        -- measures
        cast(quantity_seconds as bigint) as quantity_seconds,

        -- times
        work_date
    from united
    where quantity_seconds > 0
)

select * from final
