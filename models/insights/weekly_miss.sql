-- The worst misses of each card and week, by weighted gap, with the cause a review found.
-- Grain: one row per (scheme_id, subject_type, subject_id, period_start_date, item_id).
with

gap as (
    select * from {{ ref('scorecard_weekly_gap') }}
    where target_gap is not null
),

review as (
    select * from {{ ref('fct_miss_review') }}
),

calendar as (
    select * from {{ ref('dim_date') }}
    where is_known
),

assumption as (
    select * from {{ ref('assumptions') }}
),

top_rule as (
    select * from assumption
    where assumption_name = 'top_miss_count'
),

weighed as (
    select
        *,
        round(cast(card_weight as double) * target_gap, 6) as weighted_gap,
        count(*) over (
            partition by scheme_id, subject_type, subject_id, period_start_date
        ) as judged_item_count
    from gap
),

-- who is as far off shares the better rank
ranked as (
    select
        *,
        rank() over (
            partition by scheme_id, subject_type, subject_id, period_start_date
            order by weighted_gap desc
        ) as miss_rank
    from weighed
    where weighted_gap > 0
),

-- a review speaks of the week before its own; of several the newest, ids break the tie
reviewed as (
    select
        review.*,
        {{ add_days('calendar.week_start_date', -7) }} as reviewed_week_date
    from review
    inner join calendar on review.review_date = calendar.calendar_date
    qualify row_number() over (
        partition by
            review.subject_type, review.subject_id, review.kpi_id, calendar.week_start_date
        order by review.reviewed_at desc, review.event_id desc
    ) = 1
),

-- no fan-out: one review per subject, KPI and week; an assumption holds one value on a day
final as (
    select
        -- keys
        ranked.scheme_id,
        ranked.subject_type,
        ranked.subject_id,
        ranked.period_start_date,
        ranked.item_id,

        -- dimensions
        ranked.kpi_id,
        ranked.status,
        reviewed.cause_code as root_cause_code,
        trim(coalesce(ranked.assumption_ids, '') || ' ' || top_rule.assumption_id)
            as assumption_ids,

        -- measures
        ranked.miss_rank,
        ranked.kpi_value,
        ranked.target_value,
        ranked.target_low,
        ranked.target_high,
        ranked.card_weight,
        ranked.target_gap,
        ranked.weighted_gap,
        ranked.judged_item_count,
        ranked.evidence_count
    from ranked
    inner join top_rule
        on
            {{ is_in_force('top_rule', 'ranked.period_start_date') }}
            and ranked.miss_rank <= top_rule.value
    left join reviewed
        on
            ranked.subject_type = reviewed.subject_type
            and ranked.subject_id = reviewed.subject_id
            and ranked.period_start_date = reviewed.reviewed_week_date
            and ranked.kpi_id = reviewed.kpi_id
)

select * from final
