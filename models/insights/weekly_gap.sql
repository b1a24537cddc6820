-- How far each item of a card was from its target in each week, weighted.
-- Grain: one row per (scheme_id, subject_type, subject_id, period_start_date, item_id).
with

line as (
    select * from {{ ref('scorecard_line') }}
    where period_type = 'month'
),

calendar as (
    select * from {{ ref('dim_date') }}
    where is_known
),

kpi as (
    select * from {{ ref('kpis') }}
),

kpi_value as (
    select * from {{ ref('kpi_value') }}
    where period_type = 'week' and status in ('measured', 'provisional')
),

week_month as (
    select
        week_start_date,
        month_date,
        {{ days_between('month_date', last_day_of('month', 'month_date')) }} + 1
            as month_day_count,
        count(*) as day_count
    from calendar
    group by week_start_date, month_date
),

weighted as (
    select
        line.*,
        coalesce(
            line.scheme_weight,
            line.item_max_points / sum(line.item_max_points) over (
                partition by
                    line.scheme_id, line.subject_type, line.subject_id, line.period_start_date
            )
        ) as card_weight
    from line
),

-- a week over two months has the targets of both by its days in them; of what is counted it has its
-- days' part of each; whose value it is, the later month says
week_target as (
    select
        weighted.scheme_id,
        weighted.subject_type,
        weighted.subject_id,
        week_month.week_start_date,
        weighted.item_id,
        max_by(weighted.kpi_id, week_month.month_date) as kpi_id,
        max_by(weighted.value_subject_type, week_month.month_date) as value_subject_type,
        max_by(weighted.value_subject_id, week_month.month_date) as value_subject_id,
        max(weighted.assumption_ids) as assumption_ids,
        sum(weighted.card_weight * week_month.day_count) / sum(week_month.day_count)
            as card_weight,
        sum(weighted.target_value * week_month.day_count) / sum(week_month.day_count)
            as mean_target,
        sum(weighted.target_value * week_month.day_count / week_month.month_day_count)
            as target_sum
    from weighted
    inner join week_month on weighted.period_start_date = week_month.month_date
    where weighted.target_value is not null
    group by
        weighted.scheme_id,
        weighted.subject_type,
        weighted.subject_id,
        week_month.week_start_date,
        weighted.item_id
),

compared as (
    select
        week_target.*,
        kpi.direction,
        kpi_value.kpi_value,
        kpi_value.status,
        kpi_value.evidence_count,
        case
            when kpi.calculation = 'sum' then week_target.target_sum
            else week_target.mean_target
        end as target_value
    from week_target
    inner join kpi on week_target.kpi_id = kpi.kpi_id
    inner join kpi_value
        on
            week_target.value_subject_type = kpi_value.subject_type
            and week_target.value_subject_id = kpi_value.subject_id
            and week_target.week_start_date = kpi_value.period_start_date
            and week_target.kpi_id = kpi_value.kpi_id
    where kpi.direction in ('higher', 'lower')
),

final as (
    select
        -- keys
        scheme_id,
        subject_type,
        subject_id,
        week_start_date as period_start_date,
        item_id,

        -- dimensions
        kpi_id,
        status,
        assumption_ids,

        -- measures
        kpi_value,
        target_value,
        cast(card_weight as decimal(9, 6)) as card_weight,
        round(
            (target_value - kpi_value) * (case direction when 'lower' then -1 else 1 end)
            / nullif(target_value, 0), 6
        ) as target_gap,
        evidence_count
    from compared
)

select * from final
