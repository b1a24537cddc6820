-- A scheme for a kind of line that no business line is of judges nobody. It warns: a centre need
-- not do every kind of work.
{{ config(severity='warn', meta={'what_to_do':
    'Give seeds/business_lines.csv a line of that kind, if there is one.'}) }}
with

subject as (
    select * from {{ ref('scheme_subjects') }}
),

business_line as (
    select distinct line_kind from {{ ref('business_lines') }}
)

select
    'scheme_subjects' as seed,
    {{ row_key([
        'subject.scheme_id',
        'subject.variant_id',
        'subject.subject_type',
        'subject.role',
        'subject.line_kind',
        'subject.valid_from_date',
    ]) }} as row_key,
    'no line of seeds/business_lines.csv is of the kind ' || subject.line_kind as reason
from subject
left join business_line on subject.line_kind = business_line.line_kind
where subject.line_kind is not null and business_line.line_kind is null
