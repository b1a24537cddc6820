-- From one wording to the next, and along a glide, a weight moves by at most the limit a month
-- (DQ27, SC17); a glide starts where the ordinary vector stands, goes up, and leaves the others
-- something to share.
{{ config(meta={'what_to_do':
    'Move a weight by no more than the assumption weight_change_per_month, or give it more months.'}) }}
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
        'scheme_weights' as seed,
        {{ row_key([
            'followed.scheme_id',
            'followed.variant_id',
            'followed.occasion',
            'followed.item_id',
            'followed.valid_from_date',
        ]) }} as row_key,
        'the weight moves from ' || cast(followed.weight_before as varchar) || ' ('
        || cast(followed.date_before as varchar) || ') to ' || cast(followed.weight as varchar)
        || ', faster than ' || cast(assumption.value as varchar) || ' a month' as reason
    from followed
    inner join assumption on {{ is_in_force('assumption', 'followed.valid_from_date') }}
    where
        abs(followed.weight - followed.weight_before) > assumption.value
        or (
            followed.weight != followed.weight_before
            and followed.valid_from_date < {{ add_months('followed.date_before', 1) }}
        )
),

started as (
    select
        {{ row_key([
            'glide.scheme_id',
            'glide.variant_id',
            'glide.item_id',
            'glide.valid_from_date',
        ]) }} as row_key,
        glide.from_weight,
        glide.to_weight,
        glide.monthly_step,
        assumption.value as limit_value,
        max(scheme_weight.weight) filter (
            where scheme_weight.item_id = glide.item_id
        ) as weight_then,
        sum(scheme_weight.weight) as sum_then
    from glide
    inner join assumption on {{ is_in_force('assumption', 'glide.valid_from_date') }}
    left join scheme_weight
        on
            glide.scheme_id = scheme_weight.scheme_id
            and glide.variant_id = scheme_weight.variant_id
            and scheme_weight.occasion = 'ordinary'
            and {{ is_in_force('scheme_weight', 'glide.valid_from_date') }}
    group by
        glide.scheme_id,
        glide.variant_id,
        glide.item_id,
        glide.valid_from_date,
        glide.from_weight,
        glide.to_weight,
        glide.monthly_step,
        assumption.value
),

off_the_way as (
    select
        'scheme_weight_glides' as seed,
        row_key,
        case
            when monthly_step <= 0 or monthly_step > limit_value
                then
                    'a monthly_step of ' || cast(monthly_step as varchar)
                    || ' is not above 0 and at most ' || cast(limit_value as varchar)
            when weight_then is null
                then 'scheme_weights has no ordinary weight of the item on that day'
            when from_weight != weight_then
                then
                    'from_weight is ' || cast(from_weight as varchar)
                    || ', and the ordinary weight on that day is '
                    || cast(weight_then as varchar)
            when to_weight <= from_weight
                then 'to_weight is not above from_weight: a glide goes up'
            when to_weight >= sum_then or from_weight >= sum_then
                then
                    'the sum would not stay: the others would have to share '
                    || cast(sum_then - to_weight as varchar)
        end as reason
    from started
)

select
    seed,
    row_key,
    reason
from too_fast
union all
select
    seed,
    row_key,
    reason
from off_the_way
where reason is not null
