-- Everybody and everything that any fact speaks of in a period: the spine that KPIs hang on.
-- Grain: one row per (subject_type, subject_id, period_type, period_start_date).
with

agent_day as (
    select * from {{ ref('fct_agent_day') }}
),

queue_interval as (
    select * from {{ ref('fct_queue_interval') }}
),

line_day as (
    select * from {{ ref('fct_line_day') }}
),

period_date as (
    select * from {{ ref('dim_period_date') }}
),

fact_days as (
    select
        agent_id,
        team_id,
        cast(null as varchar) as queue_id,
        business_line,
        work_date
    from agent_day
    union all
    select
        cast(null as varchar) as agent_id,
        cast(null as varchar) as team_id,
        queue_id,
        business_line,
        work_date
    from queue_interval
    union all
    select
        cast(null as varchar) as agent_id,
        cast(null as varchar) as team_id,
        cast(null as varchar) as queue_id,
        business_line,
        work_date
    from line_day
),

subject_days as (
    select
        'agent' as subject_type,
        agent_id as subject_id,
        work_date
    from fact_days
    union
    select
        'team' as subject_type,
        team_id as subject_id,
        work_date
    from fact_days
    union
    select
        'queue' as subject_type,
        queue_id as subject_id,
        work_date
    from fact_days
    union
    select
        'line' as subject_type,
        business_line as subject_id,
        work_date
    from fact_days
    union
    select
        'centre' as subject_type,
        'centre' as subject_id,
        work_date
    from fact_days
),

final as (
    select distinct
        -- keys
        subject_days.subject_type,
        subject_days.subject_id,
        period_date.period_type,
        period_date.period_start_date,

        -- times
        period_date.period_end_date
    from subject_days
    inner join period_date on subject_days.work_date = period_date.calendar_date
    where subject_days.subject_id is not null
)

select * from final
