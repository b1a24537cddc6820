-- Busy stretches and early sign-offs that no duty leader approved.
-- Grain: one row per (unapproved_id).
with

agent_states as (
    select * from {{ ref('int_agent_states_by_day') }}
),

shift_windows as (
    select * from {{ ref('int_shift_windows') }}
),

shift_states as (
    select * from {{ ref('int_shift_states') }}
),

assumptions as (
    select * from {{ ref('int_assumptions_in_force') }}
),

data_span as (
    select * from {{ ref('int_data_span') }}
),

-- Where no state of all names an approver, nobody knows what was approved: nothing is held against
-- anybody.
approvals as (
    select count(*) as approval_count
    from agent_states
    where approved_by is not null
),

-- A stretch that is cut at midnight is one stretch, on the day it began.
busy_stretches as (
    select
        event_id,
        min(agent_id) as agent_id,
        min(work_date) as work_date
    from agent_states
    where state_class = 'busy'
    group by event_id
    having count(approved_by) = 0
),

-- No fan-out: one stretch of assumptions holds on a day.
early_sign_offs as (
    select
        shift_windows.schedule_id,
        shift_windows.agent_id,
        shift_windows.shift_date as work_date,
        shift_windows.planned_end_at,
        shift_states.last_state_at
    from shift_windows
    inner join shift_states
        on shift_windows.schedule_id = shift_states.schedule_id
    inner join assumptions
        on
            shift_windows.shift_date >= assumptions.valid_from_date
            and shift_windows.shift_date < assumptions.valid_to_date
    inner join data_span
        on shift_windows.planned_end_at <= data_span.data_through_at
    where
        {{ seconds_between('shift_states.last_state_at', 'shift_windows.planned_end_at') }}
        > assumptions.early_leave_tolerance_seconds
),

-- The approval stands on the last stretch, or on the logged-out one after it.
approved_sign_offs as (
    select distinct early_sign_offs.schedule_id
    from early_sign_offs
    inner join agent_states
        on
            early_sign_offs.agent_id = agent_states.agent_id
            and early_sign_offs.work_date = agent_states.work_date
            and early_sign_offs.last_state_at <= agent_states.ended_at
            and early_sign_offs.planned_end_at > agent_states.started_at
    where agent_states.approved_by is not null
),

united as (
    select
        'busy:' || event_id as unapproved_id,
        agent_id,
        work_date,
        'busy' as unapproved_type
    from busy_stretches
    union all
    select
        'sign_off:' || early_sign_offs.schedule_id as unapproved_id,
        early_sign_offs.agent_id,
        early_sign_offs.work_date,
        'sign_off' as unapproved_type
    from early_sign_offs
    left join approved_sign_offs
        on early_sign_offs.schedule_id = approved_sign_offs.schedule_id
    where approved_sign_offs.schedule_id is null
),

final as (
    select
        -- keys
        united.unapproved_id,

        -- dimensions
        united.agent_id,
        united.unapproved_type,

        -- times
        united.work_date
    from united
    inner join approvals
        on approvals.approval_count > 0
)

select * from final
