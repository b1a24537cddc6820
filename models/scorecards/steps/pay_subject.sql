-- Everybody's post and pay plan in each month, and the part of the month they were in post.
-- Grain: one row per (agent_id, month_date).
with

subject_period as (
    select * from {{ ref('kpi_subject_period') }}
    where subject_type = 'agent' and period_type = 'month'
),

agent_period as (
    select * from {{ ref('dim_agent_period') }}
    where period_type = 'month'
),

post as (
    select * from {{ ref('pay_posts') }}
),

-- The post of most days of the month, and its plan as of the month's first day: a later change does
-- not reach back.
dated as (
    select
        subject_period.subject_id as agent_id,
        subject_period.period_start_date as month_date,
        subject_period.period_end_date as month_end_date,
        nullif(agent_period.post_code, 'unknown') as post_code,
        coalesce(
            cast(agent_period.counted_day_count as decimal(18, 4)) / agent_period.period_day_count,
            1
        ) as month_part
    from subject_period
    left join agent_period
        on
            subject_period.subject_id = agent_period.agent_id
            and subject_period.period_start_date = agent_period.period_start_date
    where subject_period.is_known_period and subject_period.subject_id != 'unknown'
),

final as (
    select
        -- keys
        dated.agent_id,
        dated.month_date,

        -- dimensions
        dated.post_code,
        post.plan_id,

        -- measures
        cast(round(dated.month_part, 4) as decimal(18, 4)) as month_part,

        -- flags
        coalesce(post.is_on, false) as is_on,

        -- times
        dated.month_end_date
    from dated
    left join post
        on
            dated.post_code = post.post_code
            and {{ is_in_force('post', 'dated.month_date') }}
)

select * from final
