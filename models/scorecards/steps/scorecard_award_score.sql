-- What each candidate stands for in an award: the sum of its measures, or a card and its tier.
-- Grain: one row per (award_id, subject_type, subject_id, period_start_date).
with

measure as (
    select * from {{ ref('scorecard_award_measure') }}
),

award as (
    select * from {{ ref('awards') }}
    where winner_rule = 'tier'
),

card_tier as (
    select * from {{ ref('scorecard_tier') }}
),

by_measures as (
    select
        award_id,
        subject_type,
        subject_id,
        period_type,
        period_start_date,
        case when count(*) = count(measure_score) then sum(measure_score) end as award_score,
        bool_or(is_provisional) as is_provisional
    from measure
    group by award_id, subject_type, subject_id, period_type, period_start_date
),

by_tier as (
    select
        award.award_id,
        card_tier.subject_type,
        card_tier.subject_id,
        card_tier.period_type,
        card_tier.period_start_date,
        case when card_tier.tier is not null then card_tier.attained_score end as award_score,
        card_tier.tier,
        card_tier.assumption_ids,
        card_tier.is_provisional
    from award
    inner join card_tier
        on
            award.tier_scheme_id = card_tier.scheme_id
            and award.subject_type = card_tier.subject_type
            and award.period_type = card_tier.period_type
            and {{ is_in_force('award', 'card_tier.period_start_date') }}
),

final as (
    select
        -- keys
        award_id,
        subject_type,
        subject_id,
        period_type,
        period_start_date,

        -- dimensions
        cast(null as varchar) as tier,
        cast(null as varchar) as assumption_ids,

        -- measures
        cast(award_score as decimal(18, 6)) as award_score,

        -- flags
        is_provisional
    from by_measures
    union all
    select
        award_id,
        subject_type,
        subject_id,
        period_type,
        period_start_date,
        tier,
        assumption_ids,
        cast(award_score as decimal(18, 6)) as award_score,
        is_provisional
    from by_tier
)

select * from final
