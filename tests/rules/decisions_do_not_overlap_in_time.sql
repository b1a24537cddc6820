-- On any day a scheme, an item, a weight, a band, a deduction, a gate and a grade hold in one
-- wording only.
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

scheme_band as (
    select * from {{ ref('scheme_bands') }}
),

scheme_deduction as (
    select * from {{ ref('scheme_deductions') }}
),

scheme_gate as (
    select * from {{ ref('scheme_gates') }}
),

grade as (
    select * from {{ ref('grades') }}
),

wordings as (
    select
        'scheme ' || scheme_id as decision,
        valid_from_date,
        valid_to_date
    from scheme
    union all
    select
        concat_ws(
            ' ', 'subject', scheme_id, variant_id, subject_type, role, coalesce(line_kind, 'any')
        ) as decision,
        valid_from_date,
        valid_to_date
    from scheme_subject
    union all
    select
        'item ' || scheme_id || ' ' || item_id as decision,
        valid_from_date,
        valid_to_date
    from scheme_item
    union all
    select
        concat_ws(' ', 'weight', scheme_id, variant_id, occasion, item_id) as decision,
        valid_from_date,
        valid_to_date
    from scheme_weight
    union all
    select
        'band ' || scheme_id || ' ' || item_id || ' ' || band_id as decision,
        valid_from_date,
        valid_to_date
    from scheme_band
    union all
    select
        'deduction ' || scheme_id || ' ' || item_id || ' ' || deduction_id as decision,
        valid_from_date,
        valid_to_date
    from scheme_deduction
    union all
    select
        'gate ' || scheme_id || ' ' || gate_id as decision,
        valid_from_date,
        valid_to_date
    from scheme_gate
    union all
    select
        'grade ' || scheme_id || ' ' || grade as decision,
        valid_from_date,
        valid_to_date
    from grade
),

followed as (
    select
        decision,
        valid_from_date,
        valid_to_date,
        lead(valid_from_date)
            over (partition by decision order by valid_from_date)
            as next_from_date
    from wordings
)

select
    decision,
    valid_from_date,
    valid_to_date,
    next_from_date
from followed
where
    valid_to_date <= valid_from_date
    or (next_from_date is not null and (valid_to_date is null or valid_to_date > next_from_date))
