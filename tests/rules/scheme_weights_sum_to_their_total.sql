-- On every day a scheme holds, each of its vectors sums to what the source prints, and its points
-- to the total of a full card.
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

scheme_weight as (
    select * from {{ ref('scheme_weights') }}
),

-- a sum can change only on a day on which something begins or ceases to hold
changes as (
    select
        scheme_id,
        valid_from_date as change_date
    from scheme_item
    union
    select
        scheme_id,
        valid_to_date as change_date
    from scheme_item
    union
    select
        scheme_id,
        valid_from_date as change_date
    from scheme_subject
    union
    select
        scheme_id,
        valid_from_date as change_date
    from scheme_weight
    union
    select
        scheme_id,
        valid_to_date as change_date
    from scheme_weight
),

weight_sums as (
    select
        scheme.scheme_id,
        scheme_weight.variant_id || ' ' || scheme_weight.occasion as part,
        changes.change_date,
        sum(scheme_weight.weight) as sum_found,
        any_value(scheme.printed_weight_total) as sum_expected
    from scheme
    inner join changes
        on
            scheme.scheme_id = changes.scheme_id
            and {{ is_in_force('scheme', 'changes.change_date') }}
    inner join scheme_weight
        on
            scheme.scheme_id = scheme_weight.scheme_id
            and {{ is_in_force('scheme_weight', 'changes.change_date') }}
    group by
        scheme.scheme_id, scheme_weight.variant_id, scheme_weight.occasion, changes.change_date
),

point_sums as (
    select
        scheme.scheme_id,
        scheme_subject.variant_id || ' ' || scheme_subject.subject_type as part,
        changes.change_date,
        coalesce(sum(scheme_item.max_points), 0) as sum_found,
        max(scheme_subject.total_points) as sum_expected
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
            and scheme_subject.variant_id
            = coalesce(scheme_item.only_variant_id, scheme_subject.variant_id)
            and scheme_item.scoring_method != 'penalty'
            and {{ is_in_force('scheme_item', 'changes.change_date') }}
    where scheme.total_kind = 'points'
    group by
        scheme.scheme_id,
        scheme_subject.variant_id,
        scheme_subject.subject_type,
        scheme_subject.role,
        scheme_subject.line_kind,
        changes.change_date
),

sums as (
    select * from weight_sums
    union all
    select * from point_sums
)

select
    scheme_id,
    part,
    change_date,
    sum_found,
    sum_expected
from sums
where sum_found != sum_expected
