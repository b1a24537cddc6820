-- The total of every card and what may be said about it, before grade and rank.
-- Grain: one row per (card_id).
with

card_subject as (
    select * from {{ ref('scorecard_subject') }}
),

scheme as (
    select * from {{ ref('schemes') }}
),

line as (
    select * from {{ ref('scorecard_line') }}
),

gate as (
    select * from {{ ref('scorecard_gate') }}
    where is_tripped
),

centre as (
    select * from {{ ref('dim_centre') }}
),

-- what only takes points away makes no card
totals as (
    select
        card_id,
        cast(sum(line_score) as decimal(12, 4)) as total_score,
        cast(sum(max_score) as decimal(12, 4)) as max_total,
        count(*) filter (where status = 'scored' and scoring_method != 'penalty')
            as scored_item_count,
        count(*) filter (where scoring_method != 'penalty') as item_count,
        bool_or(is_provisional) as has_provisional_line
    from line
    group by card_id
),

star_lost as (
    select distinct card_id
    from gate
    where is_against_star
),

final as (
    select
        -- keys
        card_subject.card_id,
        card_subject.scheme_id,
        card_subject.subject_type,
        card_subject.subject_id,
        card_subject.period_type,
        card_subject.period_start_date,

        -- dimensions
        card_subject.variant_id,
        card_subject.team_id,
        card_subject.business_line,
        case
            when
                card_subject.not_scored_reason is null and totals.scored_item_count > 0
                then 'scored'
            else 'not_scored'
        end as status,
        case
            when card_subject.not_scored_reason is not null then card_subject.not_scored_reason
            when coalesce(totals.scored_item_count, 0) = 0 then 'no_item_scored'
            when card_subject.not_ranked_reason is not null then card_subject.not_ranked_reason
            when totals.scored_item_count < totals.item_count then 'some_items_not_scored'
        end as reason,

        -- measures
        case when totals.scored_item_count > 0 then totals.total_score end as total_score,
        nullif(totals.max_total, 0) as max_total,
        {{ rounded_points('100 * totals.total_score / nullif(totals.max_total, 0)') }}
            as attained_score,
        coalesce(totals.scored_item_count, 0) as scored_item_count,
        coalesce(totals.item_count, 0) as item_count,
        card_subject.worked_day_count,
        card_subject.counted_day_count,
        card_subject.period_day_count,

        -- flags
        card_subject.not_ranked_reason is null as is_ranked,
        star_lost.card_id is null as is_star_eligible,
        coalesce(totals.has_provisional_line, false)
        or card_subject.period_end_date > centre.data_through_date as is_provisional,
        scheme.is_partial
    from card_subject
    inner join scheme
        on
            card_subject.scheme_id = scheme.scheme_id
            and {{ is_in_force('scheme', 'card_subject.period_start_date') }}
    left join totals on card_subject.card_id = totals.card_id
    left join star_lost on card_subject.card_id = star_lost.card_id
    cross join centre
)

select * from final
