-- Among whom each card gets its tier, and why some get none.
-- Grain: one row per (scheme_id, subject_type, subject_id, period_start_date) of a tiered scheme.
with

total as (
    select * from {{ ref('scorecard_total') }}
),

tier_set as (
    select * from {{ ref('tier_sets') }}
),

subject_period as (
    select * from {{ ref('kpi_subject_period') }}
),

grouped as (
    select
        total.scheme_id,
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
            when 'business_line' then coalesce(subject_period.business_line, 'unknown')
            when 'team' then coalesce(subject_period.team_id, 'unknown')
            else tier_set.group_type
        end as group_id,
        case
            when total.status != 'scored' or not total.is_ranked then total.reason
            when subject_period.worked_day_count < tier_set.minimum_worked_days
                then 'too_few_worked_days'
        end as card_reason
    from total
    inner join tier_set
        on
            total.scheme_id = tier_set.scheme_id
            and total.subject_type = tier_set.subject_type
            and {{ is_in_force('tier_set', 'total.period_start_date') }}
    inner join subject_period
        on
            total.subject_type = subject_period.subject_type
            and total.subject_id = subject_period.subject_id
            and total.period_type = subject_period.period_type
            and total.period_start_date = subject_period.period_start_date
),

final as (
    select
        -- keys
        scheme_id,
        subject_type,
        subject_id,
        period_type,
        period_start_date,

        -- dimensions
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
