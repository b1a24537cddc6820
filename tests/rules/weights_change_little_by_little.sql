-- From one wording to the next a weight moves by at most the limit a month (DQ27, SC17).
with

scheme_item as (
    select * from {{ ref('scheme_items') }}
),

assumption as (
    select * from {{ ref('assumptions') }}
    where assumption_name = 'weight_change_per_month'
),

followed as (
    select
        scheme_id,
        item_id,
        weight,
        valid_from_date,
        lag(weight)
            over (partition by scheme_id, item_id order by valid_from_date)
            as weight_before,
        lag(valid_from_date)
            over (partition by scheme_id, item_id order by valid_from_date)
            as date_before
    from scheme_item
)

select
    followed.scheme_id,
    followed.item_id,
    followed.valid_from_date,
    followed.weight_before,
    followed.weight
from followed
inner join assumption on {{ is_in_force('assumption', 'followed.valid_from_date') }}
where
    followed.valid_from_date < {{ add_months(
        'followed.date_before',
        'ceil(round(abs(followed.weight - followed.weight_before) / assumption.value, 6))',
    ) }}
