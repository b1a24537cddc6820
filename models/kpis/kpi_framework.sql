-- Frameworks without weights as they stand: every item with value, target and whether it is met.
-- Grain: one row per (framework_id, subject_type, subject_id, period_type, period_start_date,
-- item_id).
with

item_value as (
    select * from {{ ref('kpi_framework_item') }}
),

-- a composite is the weighted mean of its parts out of a hundred; one missing, there is none
composite as (
    select
        framework_id,
        subject_type,
        subject_id,
        period_type,
        period_start_date,
        composite_item_id as item_id,
        case
            when count(*) = count(kpi_value)
                then
                    sum(composite_coefficient * 100 * kpi_value / scale_maximum)
                    / sum(composite_coefficient)
        end as composite_value,
        min(evidence_count) as evidence_count,
        case
            when count(*) > count(kpi_value) then 'no_activity'
            when bool_or(status = 'below_minimum') then 'below_minimum'
            when bool_or(status = 'provisional') then 'provisional'
            else 'measured'
        end as status
    from item_value
    where composite_item_id is not null
    group by
        framework_id,
        subject_type,
        subject_id,
        period_type,
        period_start_date,
        composite_item_id
),

valued as (
    select
        item_value.*,
        coalesce(composite.status, item_value.status) as item_status,
        case
            when composite.status is null then item_value.reason
            when composite.status = 'no_activity' then 'part_is_missing'
            when composite.status = 'below_minimum' then 'denominator_below_minimum'
            when composite.status = 'provisional' then 'not_final_yet'
        end as item_reason,
        coalesce(composite.composite_value, item_value.kpi_value) as item_result,
        coalesce(composite.evidence_count, item_value.evidence_count) as case_count
    from item_value
    left join composite
        on
            item_value.framework_id = composite.framework_id
            and item_value.subject_type = composite.subject_type
            and item_value.subject_id = composite.subject_id
            and item_value.period_type = composite.period_type
            and item_value.period_start_date = composite.period_start_date
            and item_value.item_id = composite.item_id
),

-- compared at six decimals, so that a double's noise decides nothing
final as (
    select
        -- keys
        framework_id,
        subject_type,
        subject_id,
        period_type,
        period_start_date,
        item_id,

        -- dimensions
        item_order,
        kpi_id,
        item_status as status,
        item_reason as reason,
        target_scope_type,
        assumption_ids,

        -- measures
        numerator,
        denominator,
        item_result as kpi_value,
        interval_low,
        interval_high,
        case_count as evidence_count,
        target_value,
        target_low,
        target_high,
        lost_count,

        -- flags
        item_status = 'lost' as is_lost,
        case
            when item_status not in ('measured', 'provisional') then null
            when target_low is not null or target_high is not null
                then
                    coalesce(round(item_result, 6) >= target_low, true)
                    and coalesce(round(item_result, 6) <= target_high, true)
            when direction = 'higher' then round(item_result, 6) >= target_value
            when direction = 'lower' then round(item_result, 6) <= target_value
        end as is_target_met
    from valued
)

select * from final
