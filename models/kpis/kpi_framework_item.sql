-- The items of each framework with the value and the target of their KPI.
-- Grain: one row per (framework_id, subject, period, item_id).
with

framework as (
    select * from {{ ref('frameworks') }}
),

item as (
    select * from {{ ref('framework_items') }}
),

subject_period as (
    select * from {{ ref('kpi_subject_period') }}
    where is_known_period
),

kpi as (
    select * from {{ ref('kpis') }}
),

kpi_value as (
    select * from {{ ref('kpi_value') }}
),

kpi_target as (
    select * from {{ ref('kpi_target') }}
),

-- no fan-out: a framework and an item hold once on the first day of a period
expected as (
    select
        item.*,
        subject_period.subject_type,
        subject_period.subject_id,
        subject_period.period_type,
        subject_period.period_start_date,
        coalesce(item.target_value, item.target_low, item.target_high) is not null
            as has_own_target
    from subject_period
    inner join framework
        on
            contains(
                ' ' || framework.subject_types || ' ', ' ' || subject_period.subject_type || ' '
            )
            and contains(
                ' ' || framework.period_types || ' ', ' ' || subject_period.period_type || ' '
            )
            and {{ is_in_force('framework', 'subject_period.period_start_date') }}
    inner join item
        on
            framework.framework_id = item.framework_id
            and {{ is_in_force('item', 'subject_period.period_start_date') }}
),

final as (
    select
        -- keys
        expected.framework_id,
        expected.subject_type,
        expected.subject_id,
        expected.period_type,
        expected.period_start_date,
        expected.item_id,

        -- dimensions
        expected.item_order,
        expected.kpi_id,
        kpi.direction,
        expected.composite_item_id,
        case when expected.has_own_target then 'framework' else kpi_target.scope_type end
            as target_scope_type,
        case
            when expected.is_lost then 'lost'
            when kpi_value.kpi_id is null then 'not_kept'
            else kpi_value.status
        end as status,
        case
            when expected.is_lost then 'lost_in_the_source'
            when kpi_value.kpi_id is null then 'kpi_not_kept_for_subject'
            else kpi_value.reason
        end as reason,
        expected.assumption_ids,

        -- measures
        kpi_value.numerator,
        kpi_value.denominator,
        kpi_value.kpi_value,
        kpi_value.interval_low,
        kpi_value.interval_high,
        coalesce(kpi_value.evidence_count, 0) as evidence_count,
        case
            when expected.has_own_target then cast(expected.target_value as double)
            else kpi_target.target_value
        end as target_value,
        cast(expected.target_low as double) as target_low,
        cast(expected.target_high as double) as target_high,
        expected.composite_coefficient,
        expected.scale_maximum,
        expected.lost_count
    from expected
    left join kpi on expected.kpi_id = kpi.kpi_id
    left join kpi_value
        on
            expected.subject_type = kpi_value.subject_type
            and expected.subject_id = kpi_value.subject_id
            and expected.period_type = kpi_value.period_type
            and expected.period_start_date = kpi_value.period_start_date
            and expected.kpi_id = kpi_value.kpi_id
    left join kpi_target
        on
            expected.subject_type = kpi_target.subject_type
            and expected.subject_id = kpi_target.subject_id
            and expected.period_type = kpi_target.period_type
            and expected.period_start_date = kpi_target.period_start_date
            and expected.kpi_id = kpi_target.kpi_id
)

select * from final
