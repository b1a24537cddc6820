-- Nothing is silently missing: each subject has each KPI of its kind in each period from the finest
-- one on, counted from the seeds, not from the spine that builds kpi_value.
with

subject_period as (
    select * from {{ ref('kpi_subject_period') }}
),

kpi_subject_type as (
    select * from {{ ref('kpi_subject_type') }}
),

kpi as (
    select * from {{ ref('kpis') }}
),

period_type as (
    select * from {{ ref('period_types') }}
),

kpi_value as (
    select * from {{ ref('kpi_value') }}
),

expected as (
    select
        kpi_subject_type.subject_type,
        period_type.period_type,
        count(*) as kpi_count
    from kpi
    inner join kpi_subject_type on kpi.kpi_id = kpi_subject_type.kpi_id
    inner join period_type as finest on kpi.finest_period = finest.period_type
    inner join period_type on finest.period_order <= period_type.period_order
    group by kpi_subject_type.subject_type, period_type.period_type
),

found as (
    select
        subject_type,
        subject_id,
        period_type,
        period_start_date,
        count(*) as kpi_count
    from kpi_value
    group by subject_type, subject_id, period_type, period_start_date
)

select
    subject_period.subject_type,
    subject_period.subject_id,
    subject_period.period_type,
    subject_period.period_start_date,
    expected.kpi_count as expected_count,
    found.kpi_count as found_count
from subject_period
inner join expected
    on
        subject_period.subject_type = expected.subject_type
        and subject_period.period_type = expected.period_type
left join found
    on
        subject_period.subject_type = found.subject_type
        and subject_period.subject_id = found.subject_id
        and subject_period.period_type = found.period_type
        and subject_period.period_start_date = found.period_start_date
where coalesce(found.kpi_count, 0) != expected.kpi_count
