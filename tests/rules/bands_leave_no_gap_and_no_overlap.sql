-- The bands of an item, the grades and the tiers of a scheme follow each other from open end to
-- open end: what one leaves out at its edge the next takes in.
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

ladders as (
    select
        scheme_id || ' ' || item_id as ladder,
        band_id as step,
        valid_from_date,
        lower_bound,
        is_lower_inclusive,
        upper_bound,
        is_upper_inclusive
    from band
    union all
    select
        scheme_id || ' grades' as ladder,
        grade as step,
        valid_from_date,
        lower_bound,
        is_lower_inclusive,
        upper_bound,
        is_upper_inclusive
    from grade
    union all
    select
        scheme_id || ' tiers' as ladder,
        tier as step,
        valid_from_date,
        lower_bound,
        is_lower_inclusive,
        upper_bound,
        is_upper_inclusive
    from tier
),

followed as (
    select
        ladder,
        step,
        valid_from_date,
        lower_bound,
        upper_bound,
        is_upper_inclusive,
        row_number() over steps as place,
        lead(step) over steps as next_step,
        lead(lower_bound) over steps as next_lower_bound,
        lead(is_lower_inclusive) over steps as is_next_lower_inclusive
    from ladders
    window steps as (
        partition by ladder, valid_from_date
        order by lower_bound nulls first, upper_bound nulls last
    )
)

select
    ladder,
    step,
    next_step,
    upper_bound,
    next_lower_bound
from followed
where
    (place = 1 and lower_bound is not null)
    or (next_step is null and upper_bound is not null)
    or (
        next_step is not null
        and (
            upper_bound is distinct from next_lower_bound
            or is_upper_inclusive = is_next_lower_inclusive
        )
    )
