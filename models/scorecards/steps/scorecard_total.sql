-- The total of every card and what may be said about it, before grade and rank.
-- Grain: one row per (scheme_id, subject_type, subject_id, period_start_date).
with

card_subject as (
    select * from {{ ref('scorecard_subject') }}
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

totals as (
    select
        scheme_id,
        subject_type,
        subject_id,
        period_start_date,
        cast(sum(line_score) as decimal(12, 4)) as total_score,
        cast(sum(max_score) as decimal(12, 4)) as max_total,
        count(*) filter (where status = 'scored') as scored_item_count,
        count(*) as item_count,
        bool_or(is_provisional) as has_provisional_line
    from line
    group by scheme_id, subject_type, subject_id, period_start_date
),

star_lost as (
    select distinct
        scheme_id,
        subject_type,
        subject_id,
        period_start_date
    from gate
    where is_against_star
),

final as (
    select
        -- keys
        card_subject.scheme_id,
        card_subject.subject_type,
        card_subject.subject_id,
        card_subject.period_start_date,

        -- dimensions
        card_subject.period_type,
        case
            when
                card_subject.not_scored_reason is null and totals.scored_item_count > 0
                then 'scored'
            else 'not_scored'
        end as status,
        case
            when card_subject.not_scored_reason is not null then card_subject.not_scored_reason
            when totals.scored_item_count = 0 then 'no_item_scored'
            when card_subject.not_ranked_reason is not null then card_subject.not_ranked_reason
            when totals.scored_item_count < totals.item_count then 'some_items_not_scored'
        end as reason,

        -- measures
        totals.total_score,
        nullif(totals.max_total, 0) as max_total,
        cast(100 * totals.total_score / nullif(totals.max_total, 0) as decimal(12, 4))
            as attained_score,
        totals.scored_item_count,
        totals.item_count,

        -- flags
        card_subject.not_ranked_reason is null as is_ranked,
        star_lost.subject_id is null as is_star_eligible,
        totals.has_provisional_line
        or card_subject.period_end_date > centre.data_through_date as is_provisional
    from card_subject
    inner join totals
        on
            card_subject.scheme_id = totals.scheme_id
            and card_subject.subject_type = totals.subject_type
            and card_subject.subject_id = totals.subject_id
            and card_subject.period_start_date = totals.period_start_date
    left join star_lost
        on
            card_subject.scheme_id = star_lost.scheme_id
            and card_subject.subject_type = star_lost.subject_type
            and card_subject.subject_id = star_lost.subject_id
            and card_subject.period_start_date = star_lost.period_start_date
    cross join centre
)

select * from final
