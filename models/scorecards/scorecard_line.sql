-- The ledger: every item of every card, what it was worth and why.
-- Grain: one row per (scheme_id, subject_type, subject_id, period_start_date, item_id).
with

card_subject as (
    select * from {{ ref('scorecard_subject') }}
),

item_value as (
    select * from {{ ref('scorecard_item_value') }}
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

gated_item as (
    select * from {{ ref('scorecard_gated_item') }}
),

final as (
    select
        -- keys
        item.scheme_id,
        item.subject_type,
        item.subject_id,
        card_subject.period_type,
        item.period_start_date,
        item.item_id,
        item.kpi_id,

        -- measures
        item_value.numerator,
        item_value.denominator,
        item_value.kpi_value,
        item_value.target_value,
        item.scoring_method,
        item_points.rule_id,
        item_score.item_score,
        case
            when gated_item.gate_id is null then item_score.item_score
            when item_score.item_score is not null then cast(0 as decimal(12, 4))
        end as line_score,
        item_score.max_score,
        item_score.weight,
        item_points.status,
        case
            when item_points.status = 'not_scored' then card_subject.not_scored_reason
            when item_points.status = 'no_target' then 'no_target'
            when item_points.status = 'no_rule' then 'no_rule_applies'
            when item_points.status != 'scored' then item_value.kpi_reason
            when gated_item.gate_id is not null then 'zeroed_by_gate'
            when item_points.is_missing then 'missing_counts_as_nought'
            when item_value.kpi_status = 'provisional' then 'not_final_yet'
            when item_score.is_weight_redistributed then 'weight_redistributed'
        end as reason,
        item_value.evidence_count,

        -- extras: what explains the line
        item_points.points as item_points,
        item_points.max_points as item_max_points,
        item_points.weight as scheme_weight,
        item.basis_value,
        item.peer_mean,
        item.peer_count,
        item_value.target_scope_type,
        item_value.value_subject_type,
        item_value.value_subject_id,
        item_value.value_period_start_date,
        gated_item.gate_id,
        concat_ws(' ', item_points.assumption_ids, gated_item.assumption_ids) as assumption_ids,

        -- flags
        item_score.is_weight_redistributed,
        item_value.kpi_status = 'provisional' as is_provisional
    from item
    inner join card_subject
        on
            item.scheme_id = card_subject.scheme_id
            and item.subject_type = card_subject.subject_type
            and item.subject_id = card_subject.subject_id
            and item.period_start_date = card_subject.period_start_date
    inner join item_value
        on
            item.scheme_id = item_value.scheme_id
            and item.subject_type = item_value.subject_type
            and item.subject_id = item_value.subject_id
            and item.period_start_date = item_value.period_start_date
            and item.item_id = item_value.item_id
    inner join item_points
        on
            item.scheme_id = item_points.scheme_id
            and item.subject_type = item_points.subject_type
            and item.subject_id = item_points.subject_id
            and item.period_start_date = item_points.period_start_date
            and item.item_id = item_points.item_id
    inner join item_score
        on
            item.scheme_id = item_score.scheme_id
            and item.subject_type = item_score.subject_type
            and item.subject_id = item_score.subject_id
            and item.period_start_date = item_score.period_start_date
            and item.item_id = item_score.item_id
    left join gated_item
        on
            item.scheme_id = gated_item.scheme_id
            and item.subject_type = gated_item.subject_type
            and item.subject_id = gated_item.subject_id
            and item.period_start_date = gated_item.period_start_date
            and item.item_id = gated_item.item_id
)

select * from final
