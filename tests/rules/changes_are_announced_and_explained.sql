-- A wording that follows another was announced before it holds, with a reason (DQ26, DQ34), and an
-- item changes only together with its scheme.
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
),

unannounced as (
    select
        scheme_id,
        cast(null as varchar) as item_id,
        valid_from_date
    from scheme_wordings
    where
        valid_from_date > first_date
        and (
            announced_date is null
            or announced_date >= valid_from_date
            or change_reason_en is null
            or change_reason_zh is null
        )
),

changed_alone as (
    select
        item_wordings.scheme_id,
        item_wordings.item_id,
        item_wordings.valid_from_date
    from item_wordings
    left join scheme_wordings
        on
            item_wordings.scheme_id = scheme_wordings.scheme_id
            and item_wordings.valid_from_date = scheme_wordings.valid_from_date
    where
        item_wordings.valid_from_date > item_wordings.first_date
        and scheme_wordings.scheme_id is null
)

select
    scheme_id,
    item_id,
    valid_from_date
from unannounced
union all
select
    scheme_id,
    item_id,
    valid_from_date
from changed_alone
