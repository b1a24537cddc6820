-- Points of items scored by how many of the others did worse.
-- Grain: one row per (scheme_id, subject_type, subject_id, period_start_date, item_id).
with

item as (
    select * from {{ ref('scorecard_item') }}
    where status = 'scored' and scoring_method = 'percentile'
),

scheme_item as (
    select * from {{ ref('scheme_items') }}
),

kpi as (
    select * from {{ ref('kpis') }}
),

ranked as (
    select
        item.scheme_id,
        item.subject_type,
        item.subject_id,
        item.period_start_date,
        item.item_id,
        item.max_points,
        count(*) over (
            partition by item.scheme_id, item.subject_type, item.period_start_date, item.item_id
        ) as compared_count,
        percent_rank() over (
            partition by item.scheme_id, item.subject_type, item.period_start_date, item.item_id
            order by
                case
                    when coalesce(scheme_item.direction, kpi.direction) = 'lower'
                        then -item.basis_value
                    else item.basis_value
                end
        ) as percentile
    from item
    inner join scheme_item
        on
            item.scheme_id = scheme_item.scheme_id
            and item.item_id = scheme_item.item_id
            and {{ is_in_force('scheme_item', 'item.period_start_date') }}
    inner join kpi on scheme_item.kpi_id = kpi.kpi_id
),

-- alone there is nobody to be better than: no points, and the item is not scored
final as (
    select
        -- keys
        scheme_id,
        subject_type,
        subject_id,
        period_start_date,
        item_id,

        -- dimensions
        item_id as rule_id,
        cast(null as varchar) as assumption_ids,

        -- measures
        cast(max_points * percentile as decimal(12, 4)) as points
    from ranked
    where compared_count > 1
)

select * from final
