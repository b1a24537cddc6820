-- On every day a scheme holds, each of its vectors sums to what the source prints, and its points
-- to the total of a full card.
{{ config(meta={'what_to_do':
    'Mend the weights or points until they sum up; printed_weight_total is other than 1 only where the source itself is.'}) }}
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
    from scheme
    union distinct
    select
        scheme_id,
        valid_from_date as change_date
    from scheme_item
    union distinct
    select
        scheme_id,
        valid_to_date as change_date
    from scheme_item
    union distinct
    select
        scheme_id,
        valid_from_date as change_date
    from scheme_subject
    union distinct
    select
        scheme_id,
        valid_from_date as change_date
    from scheme_weight
    union distinct
    select
        scheme_id,
        valid_to_date as change_date
    from scheme_weight
),

weight_sums as (
    select
        {{ row_key([
            'scheme_weight.scheme_id',
            'scheme_weight.variant_id',
            'scheme_weight.occasion',
            'scheme_weight.item_id',
            'scheme_weight.valid_from_date',
        ]) }} as row_key,
        scheme_weight.scheme_id,
        scheme_weight.variant_id,
        scheme_weight.occasion,
        changes.change_date,
        sum(scheme_weight.weight) over (
            partition by
                scheme_weight.scheme_id,
                scheme_weight.variant_id,
                scheme_weight.occasion,
                changes.change_date
        ) as sum_found,
        scheme.printed_weight_total as sum_expected
    from scheme
    inner join changes
        on
            scheme.scheme_id = changes.scheme_id
            and {{ is_in_force('scheme', 'changes.change_date') }}
    inner join scheme_weight
        on
            scheme.scheme_id = scheme_weight.scheme_id
            and {{ is_in_force('scheme_weight', 'changes.change_date') }}
),

point_sums as (
    select
        scheme_subject.scheme_id,
        scheme_subject.variant_id,
        scheme_subject.subject_type,
        scheme_subject.role,
        scheme_subject.line_kind,
        scheme_subject.valid_from_date,
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
        scheme_subject.scheme_id,
        scheme_subject.variant_id,
        scheme_subject.subject_type,
        scheme_subject.role,
        scheme_subject.line_kind,
        scheme_subject.valid_from_date,
        changes.change_date
)

select
    'scheme_weights' as seed,
    row_key,
    'the weights of ' || scheme_id || ' ' || variant_id || ' ' || occasion || ' sum to '
    || cast(sum_found as varchar) || ' on ' || cast(change_date as varchar)
    || ', and printed_weight_total is ' || cast(sum_expected as varchar) as reason
from weight_sums
where sum_found != sum_expected
union all
select
    'scheme_subjects' as seed,
    {{ row_key([
        'scheme_id',
        'variant_id',
        'subject_type',
        'role',
        "coalesce(line_kind, 'any')",
        'valid_from_date',
    ]) }} as row_key,
    'the points of the items in scheme_items sum to ' || cast(sum_found as varchar) || ' on '
    || cast(change_date as varchar) || ', and total_points is '
    || cast(sum_expected as varchar) as reason
from point_sums
where sum_found != sum_expected
union all
select
    'schemes' as seed,
    {{ row_key(['scheme_id', 'valid_from_date']) }} as row_key,
    'a scheme of ' || total_kind
    || case when total_kind = 'weights' then ' without' else ' with' end
    || ' a printed_weight_total' as reason
from scheme
where
    (total_kind = 'weights' and printed_weight_total is null)
    or (total_kind = 'points' and printed_weight_total is not null)
