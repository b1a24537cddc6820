-- Every KPI that every subject must have in every period, measured or not.
-- Grain: one row per (subject_type, subject_id, period_type, period_start_date, kpi_id).
with

subject_period as (
    select * from {{ ref('kpi_subject_period') }}
),

subject_type as (
    select * from {{ ref('kpi_subject_type') }}
),

kpi as (
    select * from {{ ref('kpis') }}
),

period_type as (
    select * from {{ ref('period_types') }}
),

raw_table as (
    select * from {{ ref('dim_raw_table') }}
),

centre as (
    select * from {{ ref('dim_centre') }}
),

-- at most one row per KPI: it is enough that one of the tables it needs is empty
without_raw_table as (
    select distinct kpi.kpi_id
    from kpi
    inner join raw_table
        on contains(' ' || kpi.raw_tables || ' ', ' ' || raw_table.raw_table || ' ')
    where raw_table.row_count = 0
),

kpi_by_period_type as (
    select
        kpi.kpi_id,
        kpi.calculation,
        kpi.minimum_denominator,
        kpi.maturity_days,
        period_type.period_type,
        subject_type.subject_type,
        without_raw_table.kpi_id is not null as is_without_raw_table
    from kpi
    inner join period_type as finest on kpi.finest_period = finest.period_type
    inner join period_type on finest.period_order <= period_type.period_order
    inner join subject_type on kpi.kpi_id = subject_type.kpi_id
    left join without_raw_table on kpi.kpi_id = without_raw_table.kpi_id
),

final as (
    select
        -- keys
        subject_period.subject_type,
        subject_period.subject_id,
        subject_period.period_type,
        subject_period.period_start_date,
        kpi_by_period_type.kpi_id,

        -- measures
        kpi_by_period_type.minimum_denominator,

        -- flags
        kpi_by_period_type.calculation = 'sum' as is_sum,
        kpi_by_period_type.calculation = 'value_over_target' as is_over_target,
        kpi_by_period_type.is_without_raw_table,
        coalesce(
            kpi_by_period_type.maturity_days > 0
            and {{ add_days('subject_period.period_end_date', 'kpi_by_period_type.maturity_days') }}
            > centre.data_through_date,
            false
        ) as is_maturing
    from subject_period
    inner join kpi_by_period_type
        on
            subject_period.subject_type = kpi_by_period_type.subject_type
            and subject_period.period_type = kpi_by_period_type.period_type
    cross join centre
)

select * from final
