-- Busy time of each planned shift against the limit of its kind, half by half where that has one.
-- Grain: one row per (schedule_id, shift_half) of a shift with states and a limit.
with

shift_windows as (
    select * from {{ ref('int_shift_windows') }}
),

shift_states as (
    select * from {{ ref('int_shift_states') }}
),

agent_states as (
    select * from {{ ref('int_agent_states_by_day') }}
),

busy_limits as (
    select * from {{ ref('shift_busy_limits') }}
),

busy_states as (
    select * from agent_states
    where state_class = 'busy'
),

-- Only shifts with states. The middle of the planned times parts the halves.
with_middle as (
    select
        shift_windows.*,
        {{ add_seconds(
            'shift_windows.planned_start_at',
            "cast(floor(" ~ seconds_between(
                'shift_windows.planned_start_at', 'shift_windows.planned_end_at'
            ) ~ " / 2) as bigint)"
        ) }} as middle_at
    from shift_windows
    inner join shift_states
        on shift_windows.schedule_id = shift_states.schedule_id
),

halves as (
    select
        with_middle.schedule_id,
        with_middle.agent_id,
        with_middle.shift_date,
        busy_limits.shift_half,
        busy_limits.limit_seconds,
        case busy_limits.shift_half
            when 'second' then with_middle.middle_at else with_middle.window_start_at
        end as half_start_at,
        case busy_limits.shift_half
            when 'first' then with_middle.middle_at else with_middle.window_end_at
        end as half_end_at
    from with_middle
    inner join busy_limits
        on
            with_middle.shift_code = busy_limits.shift_code
            and with_middle.shift_date >= busy_limits.valid_from_date
            and (
                with_middle.shift_date < busy_limits.valid_to_date
                or busy_limits.valid_to_date is null
            )
),

-- Halves and windows of a day do not overlap, so no second counts twice. greatest() and least()
-- pass over a missing state: a shift without busy time must not be busy from end to end.
final as (
    select
        -- keys
        halves.schedule_id,
        halves.shift_half,

        -- dimensions
        halves.agent_id,

        -- measures
        max(halves.limit_seconds) as limit_seconds,
        cast(coalesce(sum({{ seconds_between(
            'greatest(busy_states.started_at, halves.half_start_at)',
            'least(busy_states.ended_at, halves.half_end_at)'
        ) }}) filter (where busy_states.event_id is not null), 0) as bigint) as shift_busy_seconds,

        -- times
        halves.shift_date as work_date
    from halves
    left join busy_states
        on
            halves.agent_id = busy_states.agent_id
            and halves.shift_date = busy_states.work_date
            and halves.half_start_at < busy_states.ended_at
            and halves.half_end_at > busy_states.started_at
    group by halves.schedule_id, halves.shift_half, halves.agent_id, halves.shift_date
)

select * from final
