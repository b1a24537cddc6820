-- The value and the target behind every item of every card.
-- Grain: one row per (scheme_id, subject_type, subject_id, period_start_date, item_id).
with

card_subject as (
    select * from {{ ref('scorecard_subject') }}
),

scheme_item as (
    select * from {{ ref('scheme_items') }}
),

kpi_value as (
    select * from {{ ref('kpi_value') }}
),

kpi_target as (
    select * from {{ ref('kpi_target') }}
),

-- which value an item reads: the subject's own, or that of its team, its line, the centre
item as (
    select
        card_subject.scheme_id,
        card_subject.subject_type,
        card_subject.subject_id,
        card_subject.period_type,
        card_subject.period_start_date,
        scheme_item.item_id,
        scheme_item.kpi_id,
        scheme_item.target_source,
        scheme_item.default_target,
        coalesce(nullif(scheme_item.value_level, 'subject'), card_subject.subject_type)
            as value_subject_type,
        case scheme_item.value_level
            when 'subject' then card_subject.subject_id
            when 'team' then card_subject.team_id
            when 'line' then card_subject.business_line
            else scheme_item.value_level
        end as value_subject_id,
        -- looking back within the quarter goes no further than its first day
        greatest(
            {{ add_months('card_subject.period_start_date', '-scheme_item.lookback_months') }},
            case
                when scheme_item.is_lookback_in_quarter
                    then cast(date_trunc('quarter', card_subject.period_start_date) as date)
            end
        ) as lookback_start_date
    from card_subject
    inner join scheme_item
        on
            card_subject.scheme_id = scheme_item.scheme_id
            and card_subject.subject_type
            = coalesce(scheme_item.only_subject_type, card_subject.subject_type)
            and {{ is_in_force('scheme_item', 'card_subject.period_start_date') }}
),

final as (
    select
        -- keys
        item.scheme_id,
        item.subject_type,
        item.subject_id,
        item.period_start_date,
        item.item_id,

        -- dimensions
        item.value_subject_type,
        item.value_subject_id,
        kpi_value.period_start_date as value_period_start_date,

        -- measures
        kpi_value.numerator,
        kpi_value.denominator,
        kpi_value.kpi_value,
        coalesce(kpi_value.status, 'not_applicable') as kpi_status,
        case
            when kpi_value.status is null then 'kpi_not_kept_for_subject' else kpi_value.reason
        end as kpi_reason,
        coalesce(kpi_value.evidence_count, 0) as evidence_count,
        case
            when item.target_source = 'targets_first'
                then coalesce(kpi_target.target_value, item.default_target)
            else item.default_target
        end as target_value,
        case
            when item.target_source = 'targets_first' and kpi_target.kpi_id is not null
                then kpi_target.scope_type
            when item.default_target is not null then 'scheme'
        end as target_scope_type
    from item
    left join kpi_value
        on
            item.value_subject_type = kpi_value.subject_type
            and item.value_subject_id = kpi_value.subject_id
            and item.period_type = kpi_value.period_type
            and item.kpi_id = kpi_value.kpi_id
            and kpi_value.period_start_date
            between item.lookback_start_date and item.period_start_date
    left join kpi_target
        on
            item.subject_type = kpi_target.subject_type
            and item.subject_id = kpi_target.subject_id
            and item.period_type = kpi_target.period_type
            and item.period_start_date = kpi_target.period_start_date
            and item.kpi_id = kpi_target.kpi_id
    -- the latest period with a value; without any, the period itself
    qualify row_number() over (
        partition by
            item.scheme_id,
            item.subject_type,
            item.subject_id,
            item.period_start_date,
            item.item_id
        order by kpi_value.kpi_value is null, kpi_value.period_start_date desc
    ) = 1
)

select * from final
