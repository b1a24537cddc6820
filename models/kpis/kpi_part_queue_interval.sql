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

-- once for each kind of subject that the fact knows
by_subject as (
    select
        kpi_fact.subject_type,
        case kpi_fact.subject_type
            when 'queue' then queue_interval.queue_id
            when 'line' then queue_interval.business_line
            else kpi_fact.subject_type
        end as subject_id,
        queue_interval.work_date,
        {{ parts_summed('queue_interval', 'fct_queue_interval') }}
    from queue_interval
    cross join kpi_fact
    group by kpi_fact.subject_type, subject_id, queue_interval.work_date
),

-- a day lies in one period of each type, so nothing fans out
by_period as (
    select
        by_subject.subject_type,
        by_subject.subject_id,
        period_date.period_type,
        period_date.period_start_date,
        {{ parts_summed('by_subject', 'fct_queue_interval') }}
    from by_subject
    inner join period_date on by_subject.work_date = period_date.calendar_date
    group by
        by_subject.subject_type,
        by_subject.subject_id,
        period_date.period_type,
        period_date.period_start_date
),

unpivoted as (
    {{ parts_unpivoted(
        'by_period',
        'fct_queue_interval',
        ['subject_type', 'subject_id', 'period_type', 'period_start_date'],
    ) }}
),

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
)

select * from final
