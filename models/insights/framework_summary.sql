-- How many items of a framework could be measured, and how many meet their targets.
-- Grain: one row per (framework_id, subject_type, subject_id, period_type, period_start_date).
with

framework_item as (
    select * from {{ ref('kpi_framework') }}
),

counted as (
    select
        framework_id,
        subject_type,
        subject_id,
        period_type,
        period_start_date,
        count(*) filter (where not is_lost) as item_count,
        count(*) filter (where kpi_value is not null) as measured_item_count,
        count(*) filter (where target_scope_type is not null) as target_item_count,
        count(*) filter (where is_target_met is not null) as judged_item_count,
        count(*) filter (where is_target_met) as met_item_count,
        cast(sum(lost_count) as bigint) as lost_item_count
    from framework_item
    group by framework_id, subject_type, subject_id, period_type, period_start_date
),

final as (
    select
        -- keys
        framework_id,
        subject_type,
        subject_id,
        period_type,
        period_start_date,

        -- measures
        item_count,
        measured_item_count,
        target_item_count,
        judged_item_count,
        met_item_count,
        lost_item_count,

        -- flags
        case
            when target_item_count > 0 and judged_item_count = target_item_count
                then met_item_count = judged_item_count
        end as is_every_target_met
    from counted
)

select * from final
