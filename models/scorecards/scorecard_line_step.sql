-- How a line came to its points after its rule was applied: scenario, gates, limit of a penalty.
-- Grain: one row per (card_id, item_id, step_order).
with

card_subject as (
    select * from {{ ref('scorecard_subject') }}
),

item as (
    select * from {{ ref('scorecard_item') }}
),

item_score as (
    select * from {{ ref('scorecard_item_score') }}
),

gated_item as (
    select * from {{ ref('scorecard_gated_item') }}
),

line_score as (
    select * from {{ ref('scorecard_line_score') }}
),

by_scenario as (
    select
        item.card_id,
        item.item_id,
        'scenario' as step_kind,
        item.scenario_ids as step_id,
        0 as place,
        item_score.score_before_scenario as score_before,
        item_score.item_score as score_after
    from item
    inner join item_score
        on
            item.card_id = item_score.card_id
            and item.item_id = item_score.item_id
    where item.scenario_ids is not null and item_score.score_before_scenario is not null
),

-- the first gate takes all; what comes after it finds nothing left
by_gate as (
    select
        gated_item.card_id,
        gated_item.item_id,
        'gate' as step_kind,
        gated_item.gate_id as step_id,
        gated_item.gate_order as place,
        case when gated_item.gate_order = 1 then item_score.item_score else 0 end as score_before,
        cast(0 as decimal(12, 4)) as score_after
    from gated_item
    inner join item_score
        on
            gated_item.card_id = item_score.card_id
            and gated_item.item_id = item_score.item_id
    where item_score.item_score is not null
),

by_limit as (
    select
        card_id,
        item_id,
        'limit' as step_kind,
        item_id as step_id,
        1000 as place,
        gated_score as score_before,
        line_score as score_after
    from line_score
    where gated_score != line_score
),

steps as (
    select * from by_scenario
    union all
    select * from by_gate
    union all
    select * from by_limit
),

final as (
    select
        -- keys
        steps.card_id,
        card_subject.scheme_id,
        card_subject.subject_type,
        card_subject.subject_id,
        card_subject.period_type,
        card_subject.period_start_date,
        steps.item_id,
        row_number() over (
            partition by steps.card_id, steps.item_id
            order by steps.place, steps.step_id
        ) as step_order,

        -- dimensions
        steps.step_kind,
        steps.step_id,

        -- measures
        cast(steps.score_before as decimal(12, 4)) as score_before,
        cast(steps.score_after as decimal(12, 4)) as score_after
    from steps
    inner join card_subject on steps.card_id = card_subject.card_id
)

select * from final
