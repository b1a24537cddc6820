-- Everybody's post and pay plan in each month, and the part of the month they were employed.
-- Grain: one row per (agent_id, month_date).
with

subject_period as (
    select * from {{ ref('kpi_subject_period') }}
    where subject_type = 'agent' and period_type = 'month'
),

agent as (
    select * from {{ ref('dim_agent') }}
),

post as (
    select * from {{ ref('pay_posts') }}
),

-- The post's plan is that of the month's first day: a later change does not reach back. An unknown
-- hire or last day takes nothing from the month.
dated as (
    select
        subject_period.subject_id as agent_id,
        subject_period.period_start_date as month_date,
        subject_period.period_end_date as month_end_date,
        agent.post_code,
        greatest(
            coalesce(agent.hire_date, subject_period.period_start_date),
            subject_period.period_start_date
        ) as first_date,
        least(
            coalesce(agent.last_day, subject_period.period_end_date),
            subject_period.period_end_date
        ) as last_date
    from subject_period
    left join agent on subject_period.subject_id = agent.agent_id
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
        cast(
            round(
                cast(
                    greatest({{ days_between('dated.first_date', 'dated.last_date') }} + 1, 0)
                    as decimal(18, 4)
                )
                / ({{ days_between('dated.month_date', 'dated.month_end_date') }} + 1), 4
            ) as decimal(18, 4)
        ) as employed_part,

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
