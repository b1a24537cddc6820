-- On a day a subject belongs to one variant of a scheme at most: by kind of subject, role and kind
-- of line. A line of two kinds brings its people under both.
{{ config(meta={'what_to_do':
    'Part the variants by role, by line_kind or by their days, so that nobody is in two.'}) }}
with

subject as (
    select * from {{ ref('scheme_subjects') }}
),

business_line as (
    select * from {{ ref('business_lines') }}
),

kinds as (
    select distinct
        one.line_kind,
        other.line_kind as other_line_kind
    from business_line as one
    inner join business_line as other on one.business_line = other.business_line
    where
        (one.valid_to_date is null or other.valid_from_date < one.valid_to_date)
        and (other.valid_to_date is null or one.valid_from_date < other.valid_to_date)
)

select
    'scheme_subjects' as seed,
    {{ row_key([
        'one.scheme_id',
        'one.variant_id',
        'one.subject_type',
        'one.role',
        "coalesce(one.line_kind, 'any')",
        'one.valid_from_date',
    ]) }} as row_key,
    'the same ' || one.subject_type || ' would be in the variant ' || other.variant_id
    || ' too (role ' || other.role || ', line_kind ' || coalesce(other.line_kind, 'any')
    || ', from ' || cast(other.valid_from_date as varchar) || ')' as reason
from subject as one
inner join subject as other
    on
        one.scheme_id = other.scheme_id
        and one.subject_type = other.subject_type
        and one.variant_id != other.variant_id
        and (one.role = other.role or one.role = 'any' or other.role = 'any')
        and (one.valid_to_date is null or other.valid_from_date < one.valid_to_date)
        and (other.valid_to_date is null or one.valid_from_date < other.valid_to_date)
left join kinds on one.line_kind = kinds.line_kind and other.line_kind = kinds.other_line_kind
where
    one.line_kind is null
    or other.line_kind is null
    or one.line_kind = other.line_kind
    or kinds.line_kind is not null
