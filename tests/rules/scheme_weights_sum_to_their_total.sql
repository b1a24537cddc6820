-- On every day a scheme holds, its weights sum to one and its points to the total of a full card.
with

scheme as (
    select * from {{ ref('schemes') }}
),

scheme_subject as (
    select * from {{ ref('scheme_subjects') }}
),

scheme_item as (
    select * from {{ ref('scheme_items') }}
),

-- a sum can change only on a day on which something begins to hold
changes as (
    select
        scheme_id,
        valid_from_date as change_date
    from scheme_item
    union
    select
        scheme_id,
        valid_from_date as change_date
    from scheme_subject
),

sums as (
    select
        scheme.scheme_id,
        scheme.total_kind,
        scheme_subject.subject_type,
        scheme_subject.total_points,
        changes.change_date,
        coalesce(sum(scheme_item.weight), 0) as weight_sum,
        coalesce(sum(scheme_item.max_points), 0) as points_sum
    from scheme
    inner join changes
        on
            scheme.scheme_id = changes.scheme_id
            and {{ is_in_force('scheme', 'changes.change_date') }}
    inner join scheme_subject
        on
            scheme.scheme_id = scheme_subject.scheme_id
            and {{ is_in_force('scheme_subject', 'changes.change_date') }}
    left join scheme_item
        on
            scheme.scheme_id = scheme_item.scheme_id
            and scheme_subject.subject_type
            = coalesce(scheme_item.only_subject_type, scheme_subject.subject_type)
            and {{ is_in_force('scheme_item', 'changes.change_date') }}
    group by
        scheme.scheme_id,
        scheme.total_kind,
        scheme_subject.subject_type,
        scheme_subject.total_points,
        changes.change_date
)

select
    scheme_id,
    subject_type,
    change_date,
    weight_sum,
    points_sum,
    total_points
from sums
where
    (total_kind = 'weights' and weight_sum != 1)
    or (total_kind = 'points' and points_sum != total_points)
