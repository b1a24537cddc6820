-- Where weights are spread over fewer items they still sum to one, to the last digit.
with

line as (
    select * from {{ ref('scorecard_line') }}
    where weight is not null
)

select
    scheme_id,
    subject_type,
    subject_id,
    period_start_date,
    sum(weight) as weight_sum
from line
group by scheme_id, subject_type, subject_id, period_start_date
having sum(weight) != case when count(*) filter (where status = 'scored') > 0 then 1 else 0 end
