-- Every assumption holds exactly one value on every day, from the unknown day on.
{{ config(meta={'what_to_do':
    'Begin the first row of an assumption on 1900-01-01, and each later one on the day the earlier ends.'}) }}
with

assumption as (
    select * from {{ ref('assumptions') }}
),

change_dates as (
    select valid_from_date as checked_date from assumption
    union distinct
    select valid_to_date as checked_date from assumption
    where valid_to_date is not null
    union distinct
    select {{ unknown_date() }} as checked_date
),

names as (
    select distinct assumption_name from assumption
),

faulty as (
    select
        names.assumption_name,
        change_dates.checked_date,
        count(assumption.assumption_name) as value_count
    from names
    cross join change_dates
    left join assumption
        on
            names.assumption_name = assumption.assumption_name
            and {{ is_in_force('assumption', 'change_dates.checked_date') }}
    group by names.assumption_name, change_dates.checked_date
    having count(assumption.assumption_name) != 1
)

select
    'assumptions' as seed,
    {{ row_key(['assumption.assumption_name', 'assumption.valid_from_date']) }} as row_key,
    'it has ' || cast(faulty.value_count as varchar) || ' values on '
    || cast(faulty.checked_date as varchar) as reason
from assumption
inner join faulty on assumption.assumption_name = faulty.assumption_name
where faulty.value_count = 0 or {{ is_in_force('assumption', 'faulty.checked_date') }}
