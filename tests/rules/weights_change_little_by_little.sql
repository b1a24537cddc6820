-- From one wording to the next, and along a glide, a weight moves by at most the limit a month
-- (DQ27, SC17).
with

scheme_weight as (
    select * from {{ ref('scheme_weights') }}
),

glide as (
    select * from {{ ref('scheme_weight_glides') }}
),

assumption as (
    select * from {{ ref('assumptions') }}
    where assumption_name = 'weight_change_per_month'
),

followed as (
    select
        scheme_id,
        variant_id,
        occasion,
        item_id,
        weight,
        valid_from_date,
        lag(weight)
            over (
                partition by scheme_id, variant_id, occasion, item_id order by valid_from_date
            )
            as weight_before,
        lag(valid_from_date)
            over (
                partition by scheme_id, variant_id, occasion, item_id order by valid_from_date
            )
            as date_before
    from scheme_weight
),

too_fast as (
    select
        followed.scheme_id,
        followed.variant_id,
        followed.item_id,
        followed.valid_from_date
    from followed
    inner join assumption on {{ is_in_force('assumption', 'followed.valid_from_date') }}
    where
        followed.valid_from_date < {{ add_months(
            'followed.date_before',
            'ceil(round(abs(followed.weight - followed.weight_before) / assumption.value, 6))',
        ) }}
),

too_wide_a_step as (
    select
        glide.scheme_id,
        glide.variant_id,
        glide.item_id,
        glide.valid_from_date
    from glide
    inner join assumption on {{ is_in_force('assumption', 'glide.valid_from_date') }}
    where glide.monthly_step <= 0 or glide.monthly_step > assumption.value
),

-- a glide starts where the ordinary vector stands
off_the_start as (
    select
        glide.scheme_id,
        glide.variant_id,
        glide.item_id,
        glide.valid_from_date
    from glide
    left join scheme_weight
        on
            glide.scheme_id = scheme_weight.scheme_id
            and glide.variant_id = scheme_weight.variant_id
            and scheme_weight.occasion = 'ordinary'
            and glide.item_id = scheme_weight.item_id
            and {{ is_in_force('scheme_weight', 'glide.valid_from_date') }}
    where glide.from_weight is distinct from scheme_weight.weight
)

select * from too_fast
union all
select * from too_wide_a_step
union all
select * from off_the_start
