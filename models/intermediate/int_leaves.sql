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

assumptions as (
    select * from {{ ref('int_assumptions_in_force') }}
),

leaves as (
    select
        *,
        approved_by is not null or approved_at is not null as has_approval
    from absences
    where leave_type not in ('overtime_emergency', 'overtime_planned')
),

-- Where no leave of all names an approval, nobody knows which was approved.
local_days as (
    select
        leaves.*,
        max(case when leaves.has_approval then 1 else 0 end) over () = 1 as is_approval_kept,
        {{ local_date('leaves.started_at', 'centre_settings.time_zone') }} as first_date,
        {{ local_date(add_seconds('leaves.ended_at', '-1'), 'centre_settings.time_zone') }}
            as last_date
    from leaves
    cross join centre_settings
    inner join data_span
        on leaves.started_at <= data_span.data_through_at
),

-- A leave counts whole on its first day; without the source's days, its calendar days do. No fan-
-- out: one stretch of assumptions holds on a day.
final as (
    select
        -- keys
        local_days.leave_id,

        -- dimensions
        local_days.agent_id,
        local_days.leave_type,

        -- measures
        coalesce(
            local_days.leave_days,
            {{ days_between('local_days.first_date', 'local_days.last_date') }} + 1
        ) as leave_days,

        -- flags
        local_days.has_approval or not local_days.is_approval_kept as is_approved,
        local_days.leave_type = 'swap' and (
            coalesce(not local_days.was_requested_in_writing, false)
            or coalesce(
                {{ seconds_between('local_days.requested_at', 'local_days.started_at') }}
                < assumptions.leave_notice_seconds, false
            )
            or (local_days.is_approval_kept and not local_days.has_approval)
        ) as is_late_application,
        {{ days_between('local_days.first_date', 'local_days.last_date') }} + 1
        >= assumptions.long_absence_minimum_days
        and (local_days.has_approval or not local_days.is_approval_kept) as is_long_absence,

        -- times
        local_days.first_date as work_date,
        local_days.last_date
    from local_days
    inner join assumptions
        on
            local_days.first_date >= assumptions.valid_from_date
            and local_days.first_date < assumptions.valid_to_date
)

select * from final
