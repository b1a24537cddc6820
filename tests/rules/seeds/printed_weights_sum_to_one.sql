-- Weights that the source printed do not sum to one: they are divided by what they sum to, and
-- whoever reads the card should know (AM20). It warns and stops nothing.
{{ config(severity='warn', meta={'what_to_do': 'Nothing, where the source itself sums to that.'}) }}
with

scheme as (
    select * from {{ ref('schemes') }}
)

select
    'schemes' as seed,
    {{ row_key(['scheme_id', 'valid_from_date']) }} as row_key,
    'printed_weight_total is ' || cast(printed_weight_total as varchar)
    || ': the weights are divided by it' as reason
from scheme
where printed_weight_total != 1
