-- Punches of each agent and day, the leader's corrections, and faults in submissions of attendance.
-- Grain: one row per (agent_id, work_date) with a punch, a correction made or a submission due.
{{ config(materialized='table') }}
with

attendance as (
    select * from {{ ref('stg_attendance') }}
),

work_items as (
    select * from {{ ref('int_work_items_dated') }}
),

-- A correction belongs to whoever made it, on the day of the shift; by nobody named, to unknown.
united as (
    select
        agent_id,
        shift_date as work_date,
        1 as punch_pair_count,
        case when clock_in_at is null or clock_out_at is null then 1 else 0 end
            as incomplete_punch_count,
        case when was_at_preshift_meeting is not null then 1 else 0 end
            as preshift_meeting_count,
        case when was_at_preshift_meeting then 1 else 0 end as preshift_meeting_attended_count,
        case when was_corrected then 1 else 0 end as corrected_punch_count,
        0 as attendance_correction_count,
        0 as attendance_record_error_count
    from attendance
    union all
    select
        coalesce(corrected_by, 'unknown') as agent_id,
        shift_date as work_date,
        0 as punch_pair_count,
        0 as incomplete_punch_count,
        0 as preshift_meeting_count,
        0 as preshift_meeting_attended_count,
        0 as corrected_punch_count,
        1 as attendance_correction_count,
        0 as attendance_record_error_count
    from attendance
    where was_corrected
    union all
    select
        agent_id,
        work_date,
        0 as punch_pair_count,
        0 as incomplete_punch_count,
        0 as preshift_meeting_count,
        0 as preshift_meeting_attended_count,
        0 as corrected_punch_count,
        0 as attendance_correction_count,
        error_count as attendance_record_error_count
    from work_items
    where work_type = 'data_submission' and item_code = 'attendance'
),

final as (
    select
        -- keys
        agent_id,
        work_date,

        -- measures
        {%- for measure in [
            'punch_pair_count', 'incomplete_punch_count', 'preshift_meeting_count',
            'preshift_meeting_attended_count', 'corrected_punch_count',
            'attendance_correction_count', 'attendance_record_error_count',
        ] %}
        cast(sum({{ measure }}) as bigint) as {{ measure }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from united
    group by agent_id, work_date
)

select * from final
