-- Who competes for which award, among whom, and why some do not.
-- Grain: one row per (award_id, subject_type, subject_id, period_start_date).
with

award_score as (
    select * from {{ ref('scorecard_award_score') }}
),

award as (
    select * from {{ ref('awards') }}
),

subject_period as (
    select * from {{ ref('kpi_subject_period') }}
),

kpi_value as (
    select * from {{ ref('kpi_value') }}
),

centre as (
    select * from {{ ref('dim_centre') }}
),

final as (
    select
        -- keys
        award_score.award_id,
        award_score.subject_type,
        award_score.subject_id,
        award_score.period_type,
        award_score.period_start_date,

        -- dimensions
        award.group_type,
        case award.group_type
            when 'business_line' then coalesce(subject_period.business_line, 'unknown')
            when 'team' then coalesce(subject_period.team_id, 'unknown')
            else award.group_type
        end as group_id,
        award.winner_rule,
        award_score.tier,
        award.tier as winning_tier,
        case
            when award_score.award_score is null then 'not_measured'
            when coalesce(kpi_value.kpi_value, 0) < award.minimum_volume_count
                then 'volume_too_small'
            when award_score.award_score < award.minimum_award_score then 'value_too_small'
        end as reason,
        nullif(concat_ws(' ', award_score.assumption_ids, award.assumption_ids), '')
            as assumption_ids,

        -- measures
        award_score.award_score,
        award.minimum_award_score,
        cast(round(kpi_value.kpi_value) as bigint) as volume_count,

        -- flags
        award.is_beside_objectives,
        award_score.is_provisional
        or subject_period.period_end_date > centre.data_through_date as is_provisional
    from award_score
    inner join award
        on
            award_score.award_id = award.award_id
            and {{ is_in_force('award', 'award_score.period_start_date') }}
    inner join subject_period
        on
            award_score.subject_type = subject_period.subject_type
            and award_score.subject_id = subject_period.subject_id
            and award_score.period_type = subject_period.period_type
            and award_score.period_start_date = subject_period.period_start_date
    left join kpi_value
        on
            award_score.subject_type = kpi_value.subject_type
            and award_score.subject_id = kpi_value.subject_id
            and award_score.period_type = kpi_value.period_type
            and award_score.period_start_date = kpi_value.period_start_date
            and award.volume_kpi_id = kpi_value.kpi_id
    cross join centre
)

select * from final
