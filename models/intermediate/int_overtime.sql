-- Overtime that has begun, on its work date.
-- Grain: one row per (leave_id): overtime lands among the absences.
with

absences as (
    select * from {{ ref('stg_absences') }}
),

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

day_segments as (
    select * from {{ ref('int_agent_day_segments') }}
),

data_span as (
    select * from {{ ref('int_data_span') }}
),

-- Overtime lands under two of the kinds of absence. Without the source's hours it is as long as it
-- lasted.
begun as (
    select
        absences.leave_id,
        absences.agent_id,
        case absences.leave_type
            when 'overtime_emergency' then 'emergency' else 'planned'
        end as overtime_type,
        coalesce(
            absences.overtime_seconds,
            {{ seconds_between('absences.started_at', 'absences.ended_at') }}
        ) as overtime_seconds,
        absences.approved_by is not null or absences.approved_at is not null as is_approved,
        absences.started_at
    from absences
    inner join data_span
        on absences.started_at <= data_span.data_through_at
    where absences.leave_type in ('overtime_emergency', 'overtime_planned')
),

dated as (
    {{ with_work_date('begun', 'started_at') }}
),

final as (
    select
        -- keys
        leave_id,

        -- dimensions
        agent_id,
        overtime_type,

        -- measures
        overtime_seconds,

        -- flags
        is_approved,

        -- times
        work_date
    from dated
)

select * from final
