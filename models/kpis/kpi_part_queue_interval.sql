-- What happened in queues in each period, part by part: of queues, lines and the centre.
-- Grain: one row per (subject_type, subject_id, period_type, period_start_date, part).
with

queue_interval as (
    select * from {{ ref('fct_queue_interval') }}
),

kpi_fact as (
    select * from {{ ref('kpi_facts') }}
    where fact_name = 'fct_queue_interval'
),

period_date as (
    select * from {{ ref('dim_period_date') }}
),

by_subject as (
    {{ parts_by_subject(
        'queue_interval',
        'fct_queue_interval',
        {'queue': 'queue_id', 'line': 'business_line'},
    ) }}
),

by_period as (
    {{ parts_by_period('by_subject', 'fct_queue_interval') }}
),

unpivoted as (
    {{ parts_unpivoted(
        'by_period',
        'fct_queue_interval',
        ['subject_type', 'subject_id', 'period_type', 'period_start_date'],
    ) }}
),

-- noughts add nothing and would be most of the rows: kpi_value has them again as nought
final as (
    select
        -- keys
        subject_type,
        subject_id,
        period_type,
        period_start_date,
        part,

        -- measures
        part_value
    from unpivoted
    where part_value != 0
)

select * from final
