-- Every assumption that a line of the payslip cites can be looked up in words.
with

pay_line as (
    select * from {{ ref('pay_line') }}
),

known as (
    select assumption_id from {{ ref('scheme_assumptions') }}
    union distinct
    select assumption_id from {{ ref('assumptions') }}
),

cited as (
    select distinct
        component_id,
        assumption_ids
    from pay_line
    where assumption_ids != ''
),

words as (
    select
        component_id,
        {{ each_word('assumption_ids') }} as assumption_id
    from cited
)

select
    words.component_id,
    words.assumption_id
from words
left join known on words.assumption_id = known.assumption_id
where known.assumption_id is null
