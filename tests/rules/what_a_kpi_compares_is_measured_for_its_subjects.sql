-- An index of agents cannot weigh what is measured for queues only: every indicator is measured for
-- the kind of subject its row names.
with

kpi_indicator as (
    select * from {{ ref('kpi_indicators') }}
),

kpi_subject_type as (
    select * from {{ ref('kpi_subject_type') }}
)

select
    kpi_indicator.kpi_id,
    kpi_indicator.subject_type,
    kpi_indicator.indicator_kpi_id
from kpi_indicator
left join kpi_subject_type
    on
        kpi_indicator.indicator_kpi_id = kpi_subject_type.kpi_id
        and kpi_indicator.subject_type = kpi_subject_type.subject_type
where kpi_subject_type.kpi_id is null
