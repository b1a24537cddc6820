-- What every item of every card is scored on, and whether it can be scored at all.
-- Grain: one row per (scheme_id, subject_type, subject_id, period_start_date, item_id).
with

item_value as (
    select * from {{ ref('scorecard_item_value') }}
),

card_subject as (
    select * from {{ ref('scorecard_subject') }}
),

scheme_item as (
    select * from {{ ref('scheme_items') }}
),

peer as (
    select * from {{ ref('scorecard_peer') }}
),

compared as (
    select
        item_value.scheme_id,
        item_value.subject_type,
        item_value.subject_id,
        item_value.period_start_date,
        item_value.item_id,
        card_subject.period_end_date,
        card_subject.not_scored_reason,
        item_value.kpi_value,
        item_value.kpi_status,
        item_value.kpi_reason,
        item_value.target_value,
        scheme_item.kpi_id,
        scheme_item.scoring_method,
        scheme_item.max_points,
        scheme_item.weight,
        scheme_item.missing_rule,
        bool_or(item_value.kpi_status in ('measured', 'provisional')) over (
            partition by
                item_value.scheme_id,
                item_value.subject_type,
                item_value.period_start_date,
                item_value.item_id
        ) as is_measured_for_some,
        peer.peer_mean,
        peer.peer_count,
        concat_ws(
            ' ',
            card_subject.assumption_ids,
            scheme_item.assumption_ids,
            case when scheme_item.basis = 'difference_from_peer_mean' then peer.assumption_ids end
        ) as assumption_ids,
        -- six decimals: enough for any band, and no noise of doubles at its edge
        cast(
            case scheme_item.basis
                when 'ratio_to_target'
                    then item_value.kpi_value / nullif(item_value.target_value, 0)
                when 'difference_from_peer_mean' then item_value.kpi_value - peer.peer_mean
                else item_value.kpi_value
            end as decimal(18, 6)
        ) as basis_value,
        item_value.target_value is null
        and (
            scheme_item.basis = 'ratio_to_target'
            or (
                scheme_item.scoring_method in ('attainment', 'all_or_nothing')
                and scheme_item.target_low is null
                and scheme_item.target_high is null
            )
        ) as is_without_target
    from item_value
    inner join card_subject
        on
            item_value.scheme_id = card_subject.scheme_id
            and item_value.subject_type = card_subject.subject_type
            and item_value.subject_id = card_subject.subject_id
            and item_value.period_start_date = card_subject.period_start_date
    inner join scheme_item
        on
            item_value.scheme_id = scheme_item.scheme_id
            and item_value.item_id = scheme_item.item_id
            and {{ is_in_force('scheme_item', 'item_value.period_start_date') }}
    left join peer
        on
            item_value.scheme_id = peer.scheme_id
            and item_value.subject_type = peer.subject_type
            and item_value.period_start_date = peer.period_start_date
            and item_value.item_id = peer.item_id
            and coalesce(card_subject.shift_code, 'none') = peer.shift_code
),

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
        scoring_method,
        assumption_ids,
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
        target_value,
        peer_mean,
        peer_count,
        max_points,
        weight,

        -- times
        period_end_date
    from compared
)

select * from final
