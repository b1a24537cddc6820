-- How long each ticket waited for its first reply and for its resolution, in open hours only.
-- Grain: one row per (ticket_id, clock) whose clock was stopped: first_reply or resolution.
{{ config(materialized='table') }}
with

clock_runs as (
    select * from {{ ref('int_ticket_clock_runs') }}
),

opening_hours as (
    select * from {{ ref('int_opening_hours') }}
),

-- The open seconds between two moments: those before the later less those before the earlier.
edges as (
    select
        ticket_id,
        clock,
        run_started_at,
        opening_schedule_id,
        run_stopped_at as edge_at,
        1 as weight,
        case when is_last then 1 else 0 end as last_weight
    from clock_runs
    union all
    select
        ticket_id,
        clock,
        run_started_at,
        opening_schedule_id,
        run_started_at as edge_at,
        -1 as weight,
        0 as last_weight
    from clock_runs
    union all
    select
        ticket_id,
        clock,
        run_started_at,
        opening_schedule_id,
        started_at as edge_at,
        0 as weight,
        -1 as last_weight
    from clock_runs
    where is_last
),

zones as (
    select
        opening_schedule_id,
        max(time_zone) as time_zone
    from opening_hours
    group by opening_schedule_id
),

dated as (
    select
        edges.*,
        {{ local_date('edges.edge_at', 'zones.time_zone') }} as calendar_date
    from edges
    inner join zones on edges.opening_schedule_id = zones.opening_schedule_id
),

-- Fans out into the stretches of the day; the last one begun says what was open before.
measured as (
    select
        dated.ticket_id,
        dated.clock,
        dated.run_started_at,
        dated.edge_at,
        dated.weight,
        dated.last_weight,
        coalesce(
            max(
                opening_hours.open_before_seconds + least(
                    {{ seconds_between('opening_hours.opened_at', 'dated.edge_at') }},
                    opening_hours.open_seconds
                )
            ) filter (where opening_hours.opened_at <= dated.edge_at),
            min(opening_hours.open_before_seconds)
        ) as open_before_seconds,
        bool_and(opening_hours.is_round_the_clock) as is_round_the_clock
    from dated
    inner join opening_hours
        on
            dated.opening_schedule_id = opening_hours.opening_schedule_id
            and dated.calendar_date = opening_hours.calendar_date
    group by
        dated.ticket_id,
        dated.clock,
        dated.run_started_at,
        dated.edge_at,
        dated.weight,
        dated.last_weight
),

totals as (
    select
        ticket_id,
        clock,
        cast(sum(weight * open_before_seconds) as bigint) as business_seconds,
        cast(sum(last_weight * open_before_seconds) as bigint) as last_schedule_business_seconds,
        bool_and(is_round_the_clock) as is_round_the_clock
    from measured
    group by ticket_id, clock
),

-- No fan-out: one run of each clock is the last.
final as (
    select
        -- keys
        totals.ticket_id,
        totals.clock,

        -- measures
        {{ seconds_between('clock_runs.started_at', 'clock_runs.stopped_at') }} as calendar_seconds,
        totals.business_seconds,
        totals.last_schedule_business_seconds,

        -- flags
        totals.is_round_the_clock,

        -- times
        clock_runs.started_at,
        clock_runs.stopped_at
    from totals
    inner join clock_runs
        on
            totals.ticket_id = clock_runs.ticket_id
            and totals.clock = clock_runs.clock
            and clock_runs.is_last
)

select * from final
