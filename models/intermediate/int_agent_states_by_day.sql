-- Agent states cut where the work date changes: at local midnight, or where a window ends.
-- Grain: one row per (event_id, started_at).
{{ config(materialized='table') }}
with

agent_states as (
    select * from {{ ref('int_agent_states_trimmed') }}
),

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

day_segments as (
    select * from {{ ref('int_agent_day_segments') }}
),

reason_codes as (
    select * from {{ ref('reason_codes') }}
),

local_days as (
    select
        agent_states.*,
        centre_settings.time_zone,
        {{ local_date('agent_states.started_at', 'centre_settings.time_zone') }} as first_date,
        {{ local_date(add_seconds('agent_states.ended_at', '-1'), 'centre_settings.time_zone') }}
            as last_date
    from agent_states
    cross join centre_settings
    where agent_states.ended_at > agent_states.started_at
),

calendar_days as (
    select
        *,
        cast({{ each_day('first_date', 'last_date') }} as date) as calendar_date
    from local_days
),

cut_at_midnight as (
    select
        *,
        case
            when calendar_date = first_date then started_at
            else {{ utc_midnight('calendar_date', 'time_zone') }}
        end as day_started_at,
        case
            when calendar_date = last_date then ended_at
            else {{ utc_midnight(add_days('calendar_date', 1), 'time_zone') }}
        end as day_ended_at
    from calendar_days
),

-- Fans out on purpose, once per segment touched: segments partition the day, so seconds are kept.
cut_at_windows as (
    select
        cut_at_midnight.*,
        coalesce(day_segments.work_date, cut_at_midnight.calendar_date) as work_date,
        greatest(cut_at_midnight.day_started_at, day_segments.segment_start_at) as piece_started_at,
        least(cut_at_midnight.day_ended_at, day_segments.segment_end_at) as piece_ended_at
    from cut_at_midnight
    left join day_segments
        on
            cut_at_midnight.agent_id = day_segments.agent_id
            and cut_at_midnight.calendar_date = day_segments.calendar_date
            and cut_at_midnight.day_started_at < day_segments.segment_end_at
            and cut_at_midnight.day_ended_at > day_segments.segment_start_at
),

final as (
    select
        -- keys
        cut_at_windows.event_id,
        cut_at_windows.piece_started_at as started_at,

        -- dimensions
        cut_at_windows.agent_id,
        cut_at_windows.state,
        cut_at_windows.reason_code,
        case
            when cut_at_windows.state = 'not_ready' then coalesce(reason_codes.state_class, 'busy')
        end as state_class,
        cut_at_windows.login_session_id,
        cut_at_windows.approved_by,

        -- measures
        {{ seconds_between('cut_at_windows.piece_started_at', 'cut_at_windows.piece_ended_at') }}
            as state_seconds,

        -- flags
        cut_at_windows.state in ('ready', 'ringing', 'talking', 'hold', 'acw')
        or (
            cut_at_windows.state = 'not_ready'
            and coalesce(reason_codes.state_class in ('productive', 'outage'), false)
        ) as is_work,

        -- times
        cut_at_windows.work_date,
        cut_at_windows.piece_ended_at as ended_at
    from cut_at_windows
    left join reason_codes
        on cut_at_windows.reason_code = reason_codes.reason_code
)

select * from final
