-- Among whom each card gets its tier, and why some get none.
-- Grain: one row per (card_id) of a tiered scheme.
with

total as (
    select * from {{ ref('scorecard_total') }}
),

tier_set as (
    select * from {{ ref('tier_sets') }}
),

grouped as (
    select
        total.card_id,
        total.scheme_id,
        total.variant_id,
        total.subject_type,
        total.subject_id,
        total.period_type,
        total.period_start_date,
        total.attained_score,
        total.is_provisional,
        tier_set.group_type,
        tier_set.minimum_group_count,
        tier_set.assumption_ids,
        case tier_set.group_type
            when 'business_line' then coalesce(total.business_line, 'unknown')
            when 'team' then coalesce(total.team_id, 'unknown')
            else tier_set.group_type
        end as group_id,
        case
            when total.status != 'scored' or not total.is_ranked then total.reason
            when total.worked_day_count < tier_set.minimum_worked_days
                then 'too_few_worked_days'
        end as card_reason
    from total
    inner join tier_set
        on
            total.scheme_id = tier_set.scheme_id
            and total.subject_type = tier_set.subject_type
            and {{ is_in_force('tier_set', 'total.period_start_date') }}
),

final as (
    select
        -- keys
        card_id,
        scheme_id,
        subject_type,
        subject_id,
        period_type,
        period_start_date,

        -- dimensions
        variant_id,
        group_type,
        group_id,
        assumption_ids,
        case
            when card_reason is not null then card_reason
            when group_id = 'unknown' then 'group_is_unknown'
        end as reason,

        -- measures
        attained_score,
        minimum_group_count,

        -- flags
        is_provisional
    from grouped
)

select * from final
