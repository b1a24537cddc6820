-- What every item of every card is scored on, and whether it can be scored at all.
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

peer as (
    select * from {{ ref('scorecard_peer') }}
),

compared as (
    select
        card_item.*,
        card_subject.subject_type,
        card_subject.period_type,
        card_subject.period_end_date,
        card_subject.not_scored_reason,
        item_value.kpi_value,
        item_value.kpi_status,
        item_value.kpi_reason,
        item_target.base_target_value,
        item_target.target_value,
        item_target.base_target_low,
        item_target.base_target_high,
        item_target.target_low as adjusted_target_low,
        item_target.target_high as adjusted_target_high,
        item_target.scenario_ids,
        peer.peer_mean,
        peer.peer_count,
        concat_ws(
            ' ',
            item_target.assumption_ids,
            case when card_item.basis = 'difference_from_peer_mean' then peer.assumption_ids end
        ) as more_assumption_ids,
        bool_or(item_value.kpi_status in ('measured', 'provisional')) over (
            partition by
                card_subject.scheme_id,
                card_subject.subject_type,
                card_subject.period_type,
                card_subject.period_start_date,
                card_item.item_id
        ) as is_measured_for_some,
        -- six decimals: enough for any band, and no noise of doubles at its edge
        cast(
            case card_item.basis
                when 'ratio_to_target'
                    then item_value.kpi_value / nullif(item_target.target_value, 0)
                when 'difference_from_peer_mean' then item_value.kpi_value - peer.peer_mean
                else item_value.kpi_value
            end as decimal(18, 6)
        ) as basis_value,
        item_target.target_value is null
        and (
            card_item.basis = 'ratio_to_target'
            or (
                card_item.scoring_method in ('attainment', 'all_or_nothing')
                and item_target.target_low is null
                and item_target.target_high is null
            )
        ) as is_without_target
    from card_item
    inner join card_subject on card_item.card_id = card_subject.card_id
    inner join item_value
        on
            card_item.card_id = item_value.card_id
            and card_item.item_id = item_value.item_id
    inner join item_target
        on
            card_item.card_id = item_target.card_id
            and card_item.item_id = item_target.item_id
    left join peer
        on
            card_subject.scheme_id = peer.scheme_id
            and card_subject.subject_type = peer.subject_type
            and card_subject.period_type = peer.period_type
            and card_subject.period_start_date = peer.period_start_date
            and card_item.item_id = peer.item_id
            and coalesce(card_subject.shift_code, 'none') = peer.shift_code
),

final as (
    select
        -- keys
        card_id,
        item_id,
        scheme_id,
        subject_type,
        period_type,
        period_start_date,

        -- dimensions
        kpi_id,
        block_id,
        scoring_method,
        direction,
        scenario_ids,
        concat_ws(' ', assumption_ids, nullif(more_assumption_ids, '')) as assumption_ids,
        case
            when not_scored_reason is not null then 'not_scored'
            when kpi_reason = 'no_target' or (kpi_value is not null and is_without_target)
                then 'no_target'
            when kpi_status in ('measured', 'provisional') then 'scored'
            when kpi_status = 'no_activity' and missing_rule = 'zero' and is_measured_for_some
                then 'missing'
            else kpi_status
        end as status,

        -- measures
        basis_value,
        base_target_value,
        target_value,
        base_target_low,
        base_target_high,
        adjusted_target_low as target_low,
        adjusted_target_high as target_high,
        decay_width,
        worst_value,
        best_value,
        points_per_unit,
        peer_mean,
        peer_count,
        max_points,
        weight,

        -- times
        period_end_date
    from compared
)

select * from final
