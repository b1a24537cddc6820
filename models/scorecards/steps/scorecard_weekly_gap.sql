-- How far each item of a card was from its target in each whole week, weighted.
-- Grain: one row per (scheme_id, subject_type, subject_id, period_start_date, item_id).
with

week_target as (
    select * from {{ ref('scorecard_weekly_target') }}
),

kpi as (
    select * from {{ ref('kpis') }}
),

kpi_value as (
    select * from {{ ref('kpi_value') }}
    where period_type = 'week' and status in ('measured', 'provisional')
),

subject_period as (
    select * from {{ ref('kpi_subject_period') }}
    where period_type = 'week' and worked_day_count > 0
),

-- of what is counted, less than one due in a week cannot be missed
compared as (
    select
        week_target.*,
        kpi_value.kpi_value,
        kpi_value.status,
        kpi_value.evidence_count,
        case when kpi.calculation = 'sum' then target_sum else mean_target end
            as target_value,
        case
            when week_target.target_low > kpi_value.kpi_value then week_target.target_low
            when week_target.target_high < kpi_value.kpi_value then week_target.target_high
        end as passed_edge,
        case kpi.direction when 'higher' then 1 when 'lower' then -1 end as better_sign
    from week_target
    inner join subject_period
        on
            week_target.subject_type = subject_period.subject_type
            and week_target.subject_id = subject_period.subject_id
            and week_target.period_start_date = subject_period.period_start_date
    inner join kpi on week_target.kpi_id = kpi.kpi_id
    inner join kpi_value
        on
            week_target.value_subject_type = kpi_value.subject_type
            and week_target.value_subject_id = kpi_value.subject_id
            and week_target.period_start_date = kpi_value.period_start_date
            and week_target.kpi_id = kpi_value.kpi_id
    where
        kpi.calculation != 'sum'
        or (
            week_target.target_sum >= 1
            and coalesce(week_target.target_low, week_target.target_high) is null
        )
),

-- outside a range the gap is to the edge passed, inside there is none
final as (
    select
        -- keys
        scheme_id,
        subject_type,
        subject_id,
        period_start_date,
        item_id,

        -- dimensions
        kpi_id,
        status,
        assumption_ids,

        -- measures
        kpi_value,
        target_value,
        target_low,
        target_high,
        card_weight,
        round(
            case
                when target_low is not null or target_high is not null
                    then coalesce(abs(kpi_value - passed_edge) / nullif(passed_edge, 0), 0)
                else better_sign * (target_value - kpi_value) / nullif(target_value, 0)
            end, 6
        ) as target_gap,
        evidence_count
    from compared
)

select * from final
