-- Seconds of each agent and day in each state.
-- Grain: one row per (agent_id, work_date) with any state.
{{ config(materialized='table') }}
with

agent_states as (
    select * from {{ ref('int_agent_states_by_day') }}
),

shift_states as (
    select * from {{ ref('int_shift_states') }}
),

assumptions as (
    select * from {{ ref('int_assumptions_in_force') }}
),

states_by_day as (
    select
        agent_id,
        work_date,
        cast(coalesce(sum(state_seconds) filter (where state <> 'logged_out'), 0) as bigint)
            as login_seconds,
        {%- for state, name in [
            ('ready', 'ready'), ('ringing', 'ringing'), ('talking', 'talk_state'),
            ('hold', 'hold_state'), ('acw', 'after_call_work_state'), ('not_ready', 'not_ready'),
        ] %}
        cast(coalesce(sum(state_seconds) filter (where state = '{{ state }}'), 0) as bigint)
            as {{ name }}_seconds,
        {%- endfor %}
        cast(coalesce(sum(state_seconds) filter (where state_class = 'break'), 0) as bigint)
            as break_seconds,
        cast(coalesce(sum(state_seconds) filter (where state_class = 'busy'), 0) as bigint)
            as busy_seconds,
        cast(coalesce(sum(state_seconds) filter (where is_work), 0) as bigint) as worked_seconds
    from agent_states
    group by agent_id, work_date
),

-- Two shifts on a day are two shifts. No fan-out: one stretch of assumptions holds on a day.
shifts_by_day as (
    select
        shift_states.agent_id,
        shift_states.work_date,
        sum(shift_states.wrap_and_busy_seconds) as wrap_and_busy_seconds,
        count(*) filter (
            where shift_states.wrap_and_busy_seconds > assumptions.wrap_and_busy_shift_limit_seconds
        ) as over_limit_shift_count
    from shift_states
    inner join assumptions
        on
            shift_states.work_date >= assumptions.valid_from_date
            and shift_states.work_date < assumptions.valid_to_date
    group by shift_states.agent_id, shift_states.work_date
),

-- What lies in no window of a shift counts like one more shift.
final as (
    select
        -- keys
        states_by_day.agent_id,
        states_by_day.work_date,

        -- measures
        states_by_day.login_seconds,
        states_by_day.ready_seconds,
        states_by_day.ringing_seconds,
        states_by_day.talk_state_seconds,
        states_by_day.hold_state_seconds,
        states_by_day.after_call_work_state_seconds,
        states_by_day.not_ready_seconds,
        states_by_day.break_seconds,
        states_by_day.busy_seconds,
        states_by_day.worked_seconds,
        states_by_day.talk_state_seconds
        + states_by_day.hold_state_seconds
        + states_by_day.after_call_work_state_seconds
        + states_by_day.ready_seconds as effective_seconds,
        states_by_day.after_call_work_state_seconds
        + states_by_day.busy_seconds as wrap_and_busy_seconds,
        cast(
            coalesce(shifts_by_day.over_limit_shift_count, 0)
            + case
                when
                    states_by_day.after_call_work_state_seconds + states_by_day.busy_seconds
                    - coalesce(shifts_by_day.wrap_and_busy_seconds, 0)
                    > assumptions.wrap_and_busy_shift_limit_seconds then 1
                else 0
            end as bigint
        ) as wrap_and_busy_over_limit_shift_count
    from states_by_day
    inner join assumptions
        on
            states_by_day.work_date >= assumptions.valid_from_date
            and states_by_day.work_date < assumptions.valid_to_date
    left join shifts_by_day
        on
            states_by_day.agent_id = shifts_by_day.agent_id
            and states_by_day.work_date = shifts_by_day.work_date
)

select * from final
