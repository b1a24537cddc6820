-- On every day the bands of an item, the grades and the tiers of a scheme follow each other from
-- open end to open end: what one leaves out at its edge the next takes in.
{{ config(meta={'what_to_do':
    'Let each band begin where the one below ends, only one of the two including the edge; leave the lowest open below and the highest open above.'}) }}
with

band as (
    select * from {{ ref('scheme_bands') }}
),

grade as (
    select * from {{ ref('grades') }}
),

tier as (
    select * from {{ ref('tiers') }}
),

steps as (
    select
        'scheme_bands' as seed,
        scheme_id || ' ' || item_id as ladder,
        {{ row_key(['scheme_id', 'item_id', 'band_id', 'valid_from_date']) }} as row_key,
        valid_from_date,
        valid_to_date,
        lower_bound,
        coalesce(is_lower_inclusive, false) as is_lower_inclusive,
        upper_bound,
        coalesce(is_upper_inclusive, false) as is_upper_inclusive
    from band
    union all
    select
        'grades' as seed,
        scheme_id as ladder,
        {{ row_key(['scheme_id', 'grade', 'valid_from_date']) }} as row_key,
        valid_from_date,
        valid_to_date,
        lower_bound,
        coalesce(is_lower_inclusive, false) as is_lower_inclusive,
        upper_bound,
        coalesce(is_upper_inclusive, false) as is_upper_inclusive
    from grade
    union all
    select
        'tiers' as seed,
        scheme_id as ladder,
        {{ row_key(['scheme_id', 'tier', 'valid_from_date']) }} as row_key,
        valid_from_date,
        valid_to_date,
        lower_bound,
        coalesce(is_lower_inclusive, false) as is_lower_inclusive,
        upper_bound,
        coalesce(is_upper_inclusive, false) as is_upper_inclusive
    from tier
),

-- a ladder can change only on a day on which a step begins or ceases to hold
changes as (
    select
        seed,
        ladder,
        valid_from_date as change_date
    from steps
    union distinct
    select
        seed,
        ladder,
        valid_to_date as change_date
    from steps
    where valid_to_date is not null
),

followed as (
    select
        steps.seed,
        steps.row_key,
        steps.lower_bound,
        steps.upper_bound,
        steps.is_upper_inclusive,
        row_number() over ladder as place,
        lead(steps.row_key) over ladder as next_row_key,
        lead(steps.lower_bound) over ladder as next_lower_bound,
        lead(steps.is_lower_inclusive) over ladder as is_next_lower_inclusive
    from steps
    inner join changes
        on
            steps.seed = changes.seed
            and steps.ladder = changes.ladder
            and {{ is_in_force('steps', 'changes.change_date') }}
    window ladder as (
        partition by steps.seed, steps.ladder, changes.change_date
        order by steps.lower_bound asc nulls first, steps.upper_bound asc nulls last
    )
)

select
    seed,
    row_key,
    'nothing takes in what lies below ' || cast(lower_bound as varchar) as reason
from followed
where place = 1 and lower_bound is not null
union all
select
    seed,
    row_key,
    'nothing takes in what lies above ' || cast(upper_bound as varchar) as reason
from followed
where next_row_key is null and upper_bound is not null
union all
select
    seed,
    row_key,
    case
        when upper_bound is null or next_lower_bound is null or upper_bound > next_lower_bound
            then 'overlap: '
        when upper_bound < next_lower_bound then 'gap: '
        when is_upper_inclusive then 'overlap at the edge: '
        else 'gap at the edge: '
    end
    || 'it ends at ' || coalesce(cast(upper_bound as varchar), 'no bound')
    || case when is_upper_inclusive then ', included' else ', left out' end
    || '; the next, ' || next_row_key || ', begins at '
    || coalesce(cast(next_lower_bound as varchar), 'no bound')
    || case when is_next_lower_inclusive then ', included' else ', left out' end as reason
from followed
where
    next_row_key is not null
    and (
        upper_bound is distinct from next_lower_bound
        or is_upper_inclusive = is_next_lower_inclusive
    )
