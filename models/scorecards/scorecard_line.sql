-- The ledger: every item of every card, what it was worth and why.
-- Grain: one row per (card_id, item_id).
with

card_subject as (
    select * from {{ ref('scorecard_subject') }}
),

card_item as (
    select * from {{ ref('scorecard_card_item') }}
),

item_value as (
    select * from {{ ref('scorecard_item_value') }}
),

item_target as (
    select * from {{ ref('scorecard_item_target') }}
),

item as (
    select * from {{ ref('scorecard_item') }}
),

item_points as (
    select * from {{ ref('scorecard_item_points') }}
),

item_score as (
    select * from {{ ref('scorecard_item_score') }}
),

line_score as (
    select * from {{ ref('scorecard_line_score') }}
),

final as (
    select
        -- keys
        card_subject.scheme_id,
        card_subject.subject_type,
        card_subject.subject_id,
        card_subject.period_type,
        card_subject.period_start_date,
        item.item_id,
        item.kpi_id,

        -- measures
        item_value.numerator,
        item_value.denominator,
        item_value.kpi_value,
        item_target.target_value,
        item.scoring_method,
        item_points.rule_id,
        item_score.item_score,
        line_score.line_score,
        item_score.max_score,
        item_score.weight,
        item_points.status,
        case
            when item_points.status = 'not_scored' then card_subject.not_scored_reason
            when item_points.status = 'no_target' then 'no_target'
            when item_points.status = 'no_rule' then 'no_rule_applies'
            when item_points.status != 'scored' then item_value.kpi_reason
            when line_score.gate_ids is not null then 'zeroed_by_gate'
            when line_score.line_score != line_score.gated_score then 'limited_to_what_is_left'
            when item_points.is_missing then 'missing_counts_as_nought'
            when item_value.kpi_status = 'provisional' then 'not_final_yet'
            when item.scenario_ids is not null then 'adjusted_by_scenario'
            when item_score.is_weight_redistributed then 'weight_redistributed'
        end as reason,
        item_value.evidence_count,

        -- extras: what explains the line
        card_subject.card_id,
        item_points.points as item_points,
        item.max_points as item_max_points,
        card_item.weight as scheme_weight,
        card_item.weight_row_id,
        card_item.item_row_id,
        item_target.target_row_id,
        item_target.target_scope_type,
        item_target.base_target_value,
        item_target.target_low,
        item_target.target_high,
        item_target.scenario_ids,
        item_value.exempted_day_count,
        item.basis_value,
        item.peer_mean,
        item.peer_count,
        item_value.value_subject_type,
        item_value.value_subject_id,
        item_value.value_period_start_date,
        line_score.gate_ids,
        concat_ws(' ', item_points.assumption_ids, nullif(line_score.assumption_ids, ''))
            as assumption_ids,

        -- flags
        item_score.is_weight_redistributed,
        item_value.kpi_status = 'provisional' as is_provisional
    from item
    inner join card_subject on item.card_id = card_subject.card_id
    inner join card_item
        on item.card_id = card_item.card_id and item.item_id = card_item.item_id
    inner join item_value
        on item.card_id = item_value.card_id and item.item_id = item_value.item_id
    inner join item_target
        on item.card_id = item_target.card_id and item.item_id = item_target.item_id
    inner join item_points
        on item.card_id = item_points.card_id and item.item_id = item_points.item_id
    inner join item_score
        on item.card_id = item_score.card_id and item.item_id = item_score.item_id
    inner join line_score
        on item.card_id = line_score.card_id and item.item_id = line_score.item_id
)

select * from final
