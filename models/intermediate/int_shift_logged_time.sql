-- Seconds of each planned shift in each class of state: productive, idle, internal, break.
-- Grain: one row per (schedule_id) with any state within its planned times.
with

shift_presence as (
    select * from {{ ref('int_shift_presence') }}
),

agent_states as (
    select * from {{ ref('int_agent_states_by_day') }}
),

paid_time_classes as (
    select * from {{ ref('paid_time_classes') }}
),

-- A reason that nobody explained is away from the work, but not from the house.
classed_states as (
    select
        agent_states.agent_id,
        agent_states.work_date,
        agent_states.started_at,
        agent_states.ended_at,
        case
            when agent_states.state_class = 'break' then 'break'
            else coalesce(paid_time_classes.paid_time_class, 'internal')
        end as paid_time_class
    from agent_states
    left join paid_time_classes
        on
            agent_states.state = paid_time_classes.state
            and coalesce(agent_states.reason_code, 'none') = paid_time_classes.reason_code
    where agent_states.state <> 'logged_out'
),

-- Planned times of two shifts do not overlap, so no second counts twice.
cut_to_shifts as (
    select
        shift_presence.schedule_id,
        classed_states.paid_time_class,
        {{ seconds_between(
            'greatest(classed_states.started_at, shift_presence.planned_start_at)',
            'least(classed_states.ended_at, shift_presence.planned_end_at)'
        ) }} as logged_seconds
    from shift_presence
    inner join classed_states
        on
            shift_presence.agent_id = classed_states.agent_id
            and shift_presence.work_date = classed_states.work_date
            and shift_presence.planned_start_at < classed_states.ended_at
            and shift_presence.planned_end_at > classed_states.started_at
),

final as (
    select
        -- keys
        schedule_id,

        -- measures
        {%- for class in ['productive', 'idle', 'internal', 'break'] %}
        cast(coalesce(
            sum(logged_seconds) filter (where paid_time_class = '{{ class }}'), 0
        ) as bigint) as {{ class }}_logged_seconds
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from cut_to_shifts
    group by schedule_id
)

select * from final
