-- How far the connect rate of single half hours strays from that of the whole period.
-- Grain: one row per (subject, period, measure) with two half hours busy enough to count.
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

assumption as (
    select * from {{ ref('kpi_assumption_in_force') }}
),

half_hour as (
    select
        kpi_fact.subject_type,
        case kpi_fact.subject_type
            when 'queue' then queue_interval.queue_id
            when 'line' then queue_interval.business_line
            else kpi_fact.subject_type
        end as subject_id,
        queue_interval.interval_start_at,
        queue_interval.work_date,
        cast(sum(queue_interval.offered_count) as double) as offered_count,
        cast(sum(queue_interval.answered_count) as double) as answered_count
    from queue_interval
    cross join kpi_fact
    group by
        kpi_fact.subject_type,
        subject_id,
        queue_interval.interval_start_at,
        queue_interval.work_date
),

-- a half hour of three callers swings by chance, and is left out of mean and deviation alike
compared as (
    select
        half_hour.subject_type,
        half_hour.subject_id,
        period_date.period_type,
        period_date.period_start_date,
        half_hour.offered_count,
        half_hour.answered_count / half_hour.offered_count as connect_rate,
        sum(half_hour.answered_count) over period / sum(half_hour.offered_count) over period
            as mean_rate
    from half_hour
    inner join period_date on half_hour.work_date = period_date.calendar_date
    inner join assumption
        on
            {{ is_in_force('assumption', 'period_date.period_start_date') }}
            and half_hour.offered_count >= assumption.volatility_minimum_offered_count
    window period as (
        partition by
            half_hour.subject_type,
            half_hour.subject_id,
            period_date.period_type,
            period_date.period_start_date
    )
),

spread as (
    select
        subject_type,
        subject_id,
        period_type,
        period_start_date,
        max(abs(connect_rate - mean_rate)) as largest_deviation,
        sqrt(
            sum(offered_count * (connect_rate - mean_rate) * (connect_rate - mean_rate))
            / sum(offered_count)
        ) as standard_deviation,
        max(mean_rate) as mean_rate,
        cast(count(*) as double) as half_hour_count
    from compared
    group by subject_type, subject_id, period_type, period_start_date
    having count(*) > 1
),

final as (
    {%- for measure in ['largest_deviation', 'standard_deviation'] %}
    select
        -- keys
        subject_type,
        subject_id,
        period_type,
        period_start_date,
        'connect_rate_{{ measure }}' as measure,

        -- measures
        {{ measure }} as numerator,
        mean_rate as denominator,
        half_hour_count as evidence
    from spread
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select * from final
