-- Which scenarios touch an item of a card, how, and on how many days of the period.
-- Grain: one row per (card_id, item_id, scenario_id, adjust_type).
with

card_subject as (
    select * from {{ ref('scorecard_subject') }}
),

card_item as (
    select * from {{ ref('scorecard_card_item') }}
),

scenario as (
    select * from {{ ref('dim_scenario') }}
),

adjustment as (
    select * from {{ ref('scheme_adjustments') }}
),

-- what a scenario says itself comes before what the schemes say of its kind
told as (
    select
        scenario_id,
        'any' as scheme_id,
        kpi_id,
        adjust_type,
        adjust_quantity,
        scenario_id as adjustment_id,
        cast(null as varchar) as assumption_ids
    from scenario
    where kpi_id is not null and adjust_type is not null
),

by_default as (
    select
        scenario.scenario_id,
        adjustment.scheme_id,
        adjustment.kpi_id,
        adjustment.adjust_type,
        adjustment.adjust_value as adjust_quantity,
        adjustment.adjustment_id,
        adjustment.assumption_ids
    from scenario
    inner join adjustment
        on
            scenario.scenario_type = adjustment.scenario_type
            and {{ is_in_force('adjustment', 'scenario.start_date') }}
    left join told
        on
            scenario.scenario_id = told.scenario_id
            and adjustment.kpi_id = told.kpi_id
    where told.scenario_id is null
),

adjusted as (
    select * from told
    union all
    select * from by_default
),

met as (
    select
        card_item.card_id,
        card_item.item_id,
        adjusted.scenario_id,
        adjusted.adjust_type,
        adjusted.adjustment_id,
        adjusted.assumption_ids,
        cast(adjusted.adjust_quantity as double) as adjust_quantity,
        card_subject.period_day_count,
        greatest(scenario.start_date, card_subject.period_start_date) as first_date,
        least(scenario.end_date, card_subject.period_end_date) as last_date
    from card_item
    inner join card_subject on card_item.card_id = card_subject.card_id
    inner join adjusted
        on
            card_item.kpi_id = adjusted.kpi_id
            and adjusted.scheme_id in (card_item.scheme_id, 'any')
    inner join scenario
        on
            adjusted.scenario_id = scenario.scenario_id
            and scenario.start_date <= card_subject.period_end_date
            and card_subject.period_start_date <= scenario.end_date
            and (
                scenario.business_line is null
                or scenario.business_line = card_subject.business_line
            )
),

final as (
    select
        -- keys
        card_id,
        item_id,
        scenario_id,
        adjust_type,

        -- dimensions
        adjustment_id,
        assumption_ids,

        -- measures
        adjust_quantity,
        cast({{ days_between('first_date', 'last_date') }} + 1 as bigint) as day_count,
        period_day_count,

        -- times
        first_date,
        last_date
    from met
    -- a scheme's own word on a scenario comes before that for any scheme
    qualify row_number() over (
        partition by card_id, item_id, scenario_id, adjust_type
        order by adjustment_id
    ) = 1
)

select * from final
