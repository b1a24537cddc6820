-- What each planned shift saw of its agent's states: when they were there, how long they worked.
-- Grain: one row per (schedule_id) with any state on its work date.
{{ config(materialized='table') }}
with

shift_windows as (
    select * from {{ ref('int_shift_windows') }}
),

agent_states as (
    select * from {{ ref('int_agent_states_by_day') }}
),

present as (
    select * from agent_states
    where state <> 'logged_out'
),

-- Fans out where an agent has two shifts on a day: planned times do not overlap, so no second
-- counts twice.
final as (
    select
        -- keys
        shift_windows.schedule_id,

        -- dimensions
        shift_windows.agent_id,

        -- measures
        cast(coalesce(sum(
            greatest(
                {{ seconds_between(
                    'greatest(present.started_at, shift_windows.planned_start_at)',
                    'least(present.ended_at, shift_windows.planned_end_at)'
                ) }},
                0
            )
        ) filter (where present.is_work), 0) as bigint) as in_shift_worked_seconds,
        cast(coalesce(sum(
            {{ seconds_between(
                'greatest(present.started_at, shift_windows.window_start_at)',
                'least(present.ended_at, shift_windows.window_end_at)'
            ) }}
        ) filter (where present.state = 'acw' or present.state_class = 'busy'), 0) as bigint)
            as wrap_and_busy_seconds,

        -- times
        shift_windows.shift_date as work_date,
        min(present.started_at) as first_state_at,
        max(present.ended_at) as last_state_at
    from shift_windows
    inner join present
        on
            shift_windows.agent_id = present.agent_id
            and shift_windows.shift_date = present.work_date
            and shift_windows.window_start_at < present.ended_at
            and shift_windows.window_end_at > present.started_at
    group by shift_windows.schedule_id, shift_windows.agent_id, shift_windows.shift_date
)

select * from final
