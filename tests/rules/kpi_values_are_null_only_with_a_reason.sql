-- A value is missing only where there is nothing to divide by or nothing was delivered, and then it
-- says why; whatever is not simply measured gives a reason.
with

kpi_value as (
    select * from {{ ref('kpi_value') }}
)

select
    subject_type,
    subject_id,
    period_type,
    period_start_date,
    kpi_id,
    status
from kpi_value
where
    (kpi_value is null) != (status in ('no_activity', 'not_applicable'))
    or (reason is null) != (status = 'measured')
