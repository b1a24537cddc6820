-- A wording that follows another was announced before it holds, with a reason (DQ26, DQ34), and an
-- item changes only together with its scheme.
{{ config(meta={'what_to_do':
    'Give schemes.csv a row from that day on, with announced_date before it and change_reason_en and change_reason_zh.'}) }}
with

scheme as (
    select * from {{ ref('schemes') }}
),

scheme_item as (
    select * from {{ ref('scheme_items') }}
),

scheme_wordings as (
    select
        scheme_id,
        valid_from_date,
        announced_date,
        change_reason_en,
        change_reason_zh,
        min(valid_from_date) over (partition by scheme_id) as first_date
    from scheme
),

item_wordings as (
    select
        scheme_id,
        item_id,
        valid_from_date,
        min(valid_from_date) over (partition by scheme_id, item_id) as first_date
    from scheme_item
)

select
    'schemes' as seed,
    {{ row_key(['scheme_id', 'valid_from_date']) }} as row_key,
    case
        when announced_date is null then 'a changed wording without announced_date'
        when announced_date >= valid_from_date
            then 'announced on ' || cast(announced_date as varchar) || ', not before it holds'
        else 'a changed wording without its reason in both languages'
    end as reason
from scheme_wordings
where
    valid_from_date > first_date
    and (
        announced_date is null
        or announced_date >= valid_from_date
        or change_reason_en is null
        or change_reason_zh is null
    )
union all
select
    'scheme_items' as seed,
    {{ row_key([
        'item_wordings.scheme_id',
        'item_wordings.item_id',
        'item_wordings.valid_from_date',
    ]) }} as row_key,
    'the item changes, and its scheme has no wording from that day on' as reason
from item_wordings
left join scheme_wordings
    on
        item_wordings.scheme_id = scheme_wordings.scheme_id
        and item_wordings.valid_from_date = scheme_wordings.valid_from_date
where
    item_wordings.valid_from_date > item_wordings.first_date
    and scheme_wordings.scheme_id is null
