-- Every KPI of the seed stands in kpi_value, measured or with the reason why not.
-- Where no fact has a row there is no subject, and nothing to state.
with

kpi as (
    select * from {{ ref('kpis') }}
),

kpi_value as (
    select * from {{ ref('kpi_value') }}
),

kpi_subject_type as (
    select * from {{ ref('kpi_subject_type') }}
),

subject_period as (
    select * from {{ ref('kpi_subject_period') }}
),

stated as (
    select distinct kpi_id
    from kpi_value
),

expected as (
    select distinct kpi.kpi_id
    from kpi
    left join kpi_subject_type on kpi.kpi_id = kpi_subject_type.kpi_id
    inner join subject_period
        on coalesce(kpi_subject_type.subject_type, 'centre') = subject_period.subject_type
)

select expected.kpi_id
from expected
left join stated on expected.kpi_id = stated.kpi_id
where stated.kpi_id is null
