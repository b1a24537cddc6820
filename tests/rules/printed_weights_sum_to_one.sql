-- Weights that the source printed do not sum to one: they are divided by what they sum to, and
-- whoever reads the card should know (AM20). It warns and stops nothing.
{{ config(severity='warn') }}
with

scheme as (
    select * from {{ ref('schemes') }}
)

select
    scheme_id,
    valid_from_date,
    printed_weight_total
from scheme
where printed_weight_total != 1
