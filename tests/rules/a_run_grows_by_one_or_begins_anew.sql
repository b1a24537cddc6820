-- A run of a condition is nought where it is not met, else one more than that of the period before,
-- else one; counted anew from the calendar.
with

run as (
    select * from {{ ref('scorecard_run') }}
),

earlier as (
    select * from {{ ref('scorecard_run') }}
)

select
    run.scheme_id,
    run.subject_id,
    run.period_start_date,
    run.condition_id,
    run.consecutive_count,
    earlier.consecutive_count as earlier_count
from run
left join earlier
    on
        run.scheme_id = earlier.scheme_id
        and run.subject_type = earlier.subject_type
        and run.subject_id = earlier.subject_id
        and run.period_type = earlier.period_type
        and run.condition_id = earlier.condition_id
        and {{ add_days('earlier.period_end_date', 1) }} = run.period_start_date
where
    run.consecutive_count
    != case when run.is_met then 1 + coalesce(earlier.consecutive_count, 0) else 0 end
