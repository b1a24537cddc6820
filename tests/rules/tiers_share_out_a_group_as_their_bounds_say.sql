-- In every group, counted anew without ranks: a better tier holds only people whom few enough did
-- better than. Nobody beats somebody of a better tier, and equals are in the same one.
with

tier as (
    select * from {{ ref('scorecard_tier') }}
    where tier is not null
),

bound as (
    select * from {{ ref('tiers') }}
),

other as (
    select * from {{ ref('scorecard_tier') }}
    where tier is not null
),

beaten as (
    select
        tier.scheme_id,
        tier.subject_type,
        tier.subject_id,
        tier.period_start_date,
        tier.tier,
        count(*) filter (where other.attained_score > tier.attained_score) as better_count,
        count(*) filter (
            where other.attained_score = tier.attained_score and other.tier != tier.tier
        ) as parted_count,
        count(*) filter (
            where other.attained_score > tier.attained_score and other.tier_order > tier.tier_order
        ) as overtaken_count,
        count(*) as people_count
    from tier
    inner join other
        on
            tier.scheme_id = other.scheme_id
            and tier.subject_type = other.subject_type
            and tier.period_type = other.period_type
            and tier.period_start_date = other.period_start_date
            and tier.group_id = other.group_id
    group by
        tier.scheme_id,
        tier.subject_type,
        tier.subject_id,
        tier.period_start_date,
        tier.tier
)

select
    beaten.scheme_id,
    beaten.subject_id,
    beaten.period_start_date,
    beaten.tier,
    beaten.better_count,
    beaten.people_count
from beaten
inner join bound
    on
        beaten.scheme_id = bound.scheme_id
        and beaten.tier = bound.tier
        and {{ is_in_force('bound', 'beaten.period_start_date') }}
where
    beaten.parted_count > 0
    or beaten.overtaken_count > 0
    or beaten.better_count > coalesce(bound.upper_bound, 1) * (beaten.people_count - 1)
    or beaten.better_count < coalesce(bound.lower_bound, 0) * (beaten.people_count - 1)
