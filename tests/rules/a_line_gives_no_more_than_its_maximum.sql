-- No line scores below nought, above its maximum, or higher after the gates than before them; a
-- penalty takes, and never more than it would without them.
with

line as (
    select * from {{ ref('scorecard_line') }}
)

select
    scheme_id,
    subject_type,
    subject_id,
    period_start_date,
    item_id,
    item_score,
    line_score,
    max_score
from line
where
    (scoring_method != 'penalty' and (line_score < 0 or line_score > item_score))
    or (scoring_method = 'penalty' and (line_score > 0 or line_score < item_score))
    or item_score > max_score
    or (status = 'scored') != (line_score is not null)
