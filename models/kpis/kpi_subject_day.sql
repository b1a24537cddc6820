-- Every day on which any fact speaks of somebody or something.
-- Grain: one row per (subject_type, subject_id, work_date).
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

team_day as (
    select * from {{ ref('fct_team_day') }}
),

subject_days as (
    select
        'agent' as subject_type,
        agent_id as subject_id,
        work_date
    from agent_day
    union
    select
        'team' as subject_type,
        team_id as subject_id,
        work_date
    from agent_day
    union
    select
        'queue' as subject_type,
        queue_id as subject_id,
        work_date
    from queue_interval
    union
    select
        'line' as subject_type,
        business_line as subject_id,
        work_date
    from agent_day
    union
    select
        'line' as subject_type,
        business_line as subject_id,
        work_date
    from queue_interval
    union
    select
        'line' as subject_type,
        business_line as subject_id,
        work_date
    from line_day
    union
    select
        'centre' as subject_type,
        'centre' as subject_id,
        work_date
    from agent_day
    union
    select
        'centre' as subject_type,
        'centre' as subject_id,
        work_date
    from queue_interval
    union
    select
        'centre' as subject_type,
        'centre' as subject_id,
        work_date
    from line_day
    union
    select
        'team' as subject_type,
        team_id as subject_id,
        work_date
    from team_day
    union
    select
        'line' as subject_type,
        business_line as subject_id,
        work_date
    from team_day
    union
    select
        'centre' as subject_type,
        'centre' as subject_id,
        work_date
    from team_day
),

final as (
    select
        -- keys
        subject_type,
        subject_id,
        work_date
    from subject_days
)

select * from final
