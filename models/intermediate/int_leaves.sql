-- Leaves that have begun, with their days; overtime lands in the same table and is none.
-- Grain: one row per (leave_id).
with

absences as (
    select * from {{ ref('stg_absences') }}
),

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

data_span as (
    select * from {{ ref('int_data_span') }}
),

local_days as (
    select
        absences.leave_id,
        absences.agent_id,
        absences.leave_type,
        absences.leave_days,
        {{ local_date('absences.started_at', 'centre_settings.time_zone') }} as first_date,
        {{ local_date(add_seconds('absences.ended_at', '-1'), 'centre_settings.time_zone') }}
            as last_date
    from absences
    cross join centre_settings
    inner join data_span
        on absences.started_at <= data_span.data_through_at
    where absences.leave_type not in ('overtime_emergency', 'overtime_planned')
),

-- A leave counts whole on its first day; without the source's days, its calendar days do.
final as (
    select
        -- keys
        leave_id,

        -- dimensions
        agent_id,
        leave_type,

        -- measures
        coalesce(leave_days, {{ days_between('first_date', 'last_date') }} + 1) as leave_days,

        -- times
        first_date as work_date
    from local_days
)

select * from final
