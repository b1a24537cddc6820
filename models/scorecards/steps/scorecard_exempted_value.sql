-- Values from which the days of an exempting scenario are taken out.
-- Grain: one row per (card_id, item_id) that a scenario exempts.
with

card_subject as (
    select * from {{ ref('scorecard_subject') }}
),

card_item as (
    select * from {{ ref('scorecard_card_item') }}
),

item_scenario as (
    select * from {{ ref('scorecard_item_scenario') }}
    where adjust_type = 'exempt'
),

kpi as (
    select * from {{ ref('kpis') }}
),

kpi_value as (
    select * from {{ ref('kpi_value') }}
    where period_type = 'day'
),

period_date as (
    select distinct calendar_date
    from {{ ref('dim_period_date') }}
),

-- two scenarios on one day exempt it once
exempted_day as (
    select distinct
        item_scenario.card_id,
        item_scenario.item_id,
        period_date.calendar_date
    from item_scenario
    inner join period_date
        on period_date.calendar_date between item_scenario.first_date and item_scenario.last_date
),

final as (
    select
        -- keys
        exempted_day.card_id,
        exempted_day.item_id,

        -- measures
        count(*) as exempted_day_count,
        coalesce(sum(kpi_value.numerator), 0) as exempted_numerator,
        coalesce(sum(kpi_value.denominator), 0) as exempted_denominator,
        cast(coalesce(sum(kpi_value.evidence_count), 0) as bigint) as exempted_evidence_count,

        -- flags
        -- only a KPI kept by day can lose some of its days
        any_value(kpi.finest_period = 'day' and kpi.calculation in ('sum', 'sum_over_sum'))
        and any_value(card_item.value_level = 'subject')
            as is_by_day
    from exempted_day
    inner join card_subject on exempted_day.card_id = card_subject.card_id
    inner join card_item
        on
            exempted_day.card_id = card_item.card_id
            and exempted_day.item_id = card_item.item_id
    inner join kpi on card_item.kpi_id = kpi.kpi_id
    left join kpi_value
        on
            card_subject.subject_type = kpi_value.subject_type
            and card_subject.subject_id = kpi_value.subject_id
            and exempted_day.calendar_date = kpi_value.period_start_date
            and card_item.kpi_id = kpi_value.kpi_id
    group by exempted_day.card_id, exempted_day.item_id
)

select * from final
