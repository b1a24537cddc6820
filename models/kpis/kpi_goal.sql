-- How many of the targets that bind a subject it met.
-- Grain: one row per (subject, period) with a target and a value to compare with it.
with

kpi_target as (
    select * from {{ ref('kpi_target') }}
),

kpi as (
    select * from {{ ref('kpis') }}
    where direction in ('higher', 'lower')
),

kpi_direct as (
    select * from {{ ref('kpi_direct') }}
),

-- a sum of nothing is nought; a quotient of nothing was not measured and is no goal
goal as (
    select
        kpi_target.subject_type,
        kpi_target.subject_id,
        kpi_target.period_type,
        kpi_target.period_start_date,
        kpi_target.target_value,
        kpi.direction,
        case
            when kpi.calculation = 'sum' then coalesce(kpi_direct.computed_value, 0)
            when coalesce(kpi_direct.denominator < kpi.minimum_denominator, false) then null
            else kpi_direct.computed_value
        end as goal_value
    from kpi_target
    inner join kpi on kpi_target.kpi_id = kpi.kpi_id
    left join kpi_direct
        on
            kpi_target.subject_type = kpi_direct.subject_type
            and kpi_target.subject_id = kpi_direct.subject_id
            and kpi_target.period_type = kpi_direct.period_type
            and kpi_target.period_start_date = kpi_direct.period_start_date
            and kpi_target.kpi_id = kpi_direct.kpi_id
),

final as (
    select
        -- keys
        subject_type,
        subject_id,
        period_type,
        period_start_date,
        'goals_met' as measure,

        -- measures
        cast(
            count(*) filter (
                where
                (direction = 'higher' and goal_value >= target_value)
                or (direction = 'lower' and goal_value <= target_value)
            ) as double
        ) as numerator,
        cast(count(*) as double) as denominator,
        cast(count(*) as double) as evidence
    from goal
    where goal_value is not null
    group by
        subject_type,
        subject_id,
        period_type,
        period_start_date
)

select * from final
