-- The target of every item: as set, shrunk to the days in post, and moved by scenarios.
-- Grain: one row per (card_id, item_id).
with

card_subject as (
    select * from {{ ref('scorecard_subject') }}
),

card_item as (
    select * from {{ ref('scorecard_card_item') }}
),

kpi_target as (
    select * from {{ ref('kpi_target') }}
),

item_scenario as (
    select * from {{ ref('scorecard_item_scenario') }}
),

-- over a period the target is the mean of the targets of its days
moved as (
    select
        card_id,
        item_id,
        {{ words_of('scenario_id') }} as scenario_ids,
        {{ words_of('assumption_ids') }} as assumption_ids,
        coalesce(
            sum((adjust_quantity - 1) * day_count / period_day_count)
            filter (where adjust_type = 'factor'),
            0
        ) as relative_change,
        coalesce(
            sum(adjust_quantity * day_count / period_day_count)
            filter (where adjust_type = 'offset'),
            0
        ) as absolute_change
    from item_scenario
    group by card_id, item_id
),

found as (
    select
        card_item.card_id,
        card_item.item_id,
        card_item.item_row_id,
        card_item.default_target,
        card_item.target_low,
        card_item.target_high,
        card_item.is_target_prorated,
        card_subject.counted_day_count,
        card_subject.period_day_count,
        kpi_target.kpi_id is not null as has_landed,
        kpi_target.scope_type,
        kpi_target.scope_id,
        case
            when kpi_target.kpi_id is not null then kpi_target.target_value
            else card_item.default_target
        end as set_target,
        concat_ws(
            '/',
            kpi_target.period_type,
            cast(kpi_target.period_start_date as varchar),
            kpi_target.scope_type,
            kpi_target.scope_id,
            kpi_target.kpi_id
        ) as landed_row_id
    from card_item
    inner join card_subject on card_item.card_id = card_subject.card_id
    left join kpi_target
        on
            card_subject.value_subject_type = kpi_target.subject_type
            and card_subject.value_subject_id = kpi_target.subject_id
            and card_subject.period_type = kpi_target.period_type
            and card_subject.period_start_date = kpi_target.period_start_date
            and card_item.kpi_id = kpi_target.kpi_id
            -- own_first: a wider scope's target of a total is the plan of all
            and (
                card_item.target_source = 'targets_first'
                or (
                    card_item.target_source = 'own_first'
                    and kpi_target.scope_type = card_subject.subject_type
                )
            )
),

-- a total is asked of the days in post
prorated as (
    select
        *,
        case
            when is_target_prorated
                then set_target * counted_day_count / nullif(period_day_count, 0)
            else set_target
        end as target
    from found
),

final as (
    select
        -- keys
        prorated.card_id,
        prorated.item_id,

        -- dimensions
        case
            when prorated.has_landed then prorated.scope_type
            when prorated.default_target is not null then 'scheme'
        end as target_scope_type,
        case
            when prorated.has_landed then prorated.landed_row_id
            when
                prorated.default_target is not null
                or prorated.target_low is not null
                or prorated.target_high is not null
                then prorated.item_row_id
        end as target_row_id,
        moved.scenario_ids,
        moved.assumption_ids,

        -- measures
        prorated.target as base_target_value,
        -- six decimals, as the value it is held against: no noise of doubles at an edge
        round(
            prorated.target * (1 + coalesce(moved.relative_change, 0))
            + coalesce(moved.absolute_change, 0),
            6
        ) as target_value,
        prorated.target_low as base_target_low,
        prorated.target_high as base_target_high,
        -- a range only ever widens
        round(
            prorated.target_low * (1 + least(coalesce(moved.relative_change, 0), 0))
            + least(coalesce(moved.absolute_change, 0), 0),
            6
        ) as target_low,
        round(
            prorated.target_high * (1 + greatest(coalesce(moved.relative_change, 0), 0))
            + greatest(coalesce(moved.absolute_change, 0), 0),
            6
        ) as target_high
    from prorated
    left join moved
        on
            prorated.card_id = moved.card_id
            and prorated.item_id = moved.item_id
)

select * from final
