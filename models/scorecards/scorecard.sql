-- The card: the sum of its lines, with grade and rank.
-- Grain: one row per (card_id).
with

total as (
    select * from {{ ref('scorecard_total') }}
),

grade as (
    select * from {{ ref('grades') }}
),

scorecard_tier as (
    select * from {{ ref('scorecard_tier') }}
),

-- Within a variant, by the share of the points to be had: an item that could not be scored neither
-- helps nor hurts
ranked as (
    select
        card_id,
        rank() over (
            partition by scheme_id, variant_id, subject_type, period_type, period_start_date
            order by attained_score desc
        ) as subject_rank,
        count(*) over (
            partition by scheme_id, variant_id, subject_type, period_type, period_start_date
        ) as ranked_count
    from total
    where status = 'scored' and is_ranked
),

final as (
    select
        -- keys
        total.scheme_id,
        total.subject_type,
        total.subject_id,
        total.period_type,
        total.period_start_date,

        -- measures
        total.total_score,
        total.max_total,
        grade.grade,
        scorecard_tier.tier,
        ranked.subject_rank,
        total.status,
        total.reason,

        -- extras
        total.card_id,
        total.variant_id,
        total.attained_score,
        ranked.ranked_count,
        total.scored_item_count,
        total.item_count,
        total.worked_day_count,
        total.counted_day_count,
        total.period_day_count,

        -- flags
        total.is_star_eligible,
        total.is_provisional,
        total.is_partial
    from total
    left join ranked on total.card_id = ranked.card_id
    left join scorecard_tier
        on
            total.scheme_id = scorecard_tier.scheme_id
            and total.subject_type = scorecard_tier.subject_type
            and total.subject_id = scorecard_tier.subject_id
            and total.period_type = scorecard_tier.period_type
            and total.period_start_date = scorecard_tier.period_start_date
    -- grades neither overlap nor leave a gap (tests/rules), so nothing fans out
    left join grade
        on
            total.scheme_id = grade.scheme_id
            and {{ is_in_force('grade', 'total.period_start_date') }}
            and total.status = 'scored'
            and {{ is_in_band('total.attained_score', 'grade') }}
)

select * from final
