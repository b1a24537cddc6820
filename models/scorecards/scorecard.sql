-- The card: the sum of its lines, with grade and rank.
-- Grain: one row per (scheme_id, subject_type, subject_id, period_start_date).
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

-- the share of the points to be had: an item that could not be scored neither helps nor hurts
ranked as (
    select
        scheme_id,
        subject_type,
        subject_id,
        period_start_date,
        rank() over (
            partition by scheme_id, subject_type, period_start_date
            order by attained_score desc
        ) as subject_rank,
        count(*) over (partition by scheme_id, subject_type, period_start_date) as ranked_count
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
        total.attained_score,
        ranked.ranked_count,
        total.scored_item_count,
        total.item_count,

        -- flags
        total.is_star_eligible,
        total.is_provisional
    from total
    left join ranked
        on
            total.scheme_id = ranked.scheme_id
            and total.subject_type = ranked.subject_type
            and total.subject_id = ranked.subject_id
            and total.period_start_date = ranked.period_start_date
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
