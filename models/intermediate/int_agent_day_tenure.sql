-- Stars and days of service of each agent on each of their days.
-- Grain: one row per (agent_id, work_date) of a person the register knows.
with

agent_days as (
    select * from {{ ref('int_agent_days') }}
),

employees as (
    select * from {{ ref('stg_employees') }}
),

-- Stars are those of today: the register keeps no history of them.
final as (
    select
        -- keys
        agent_days.agent_id,
        agent_days.work_date,

        -- measures
        cast(case when employees.star_level is not null then 1 else 0 end as bigint)
            as star_rated_day_count,
        cast(coalesce(employees.star_level, 0) as decimal(18, 4)) as star_points,
        cast(case
            when employees.hire_date <= agent_days.work_date then 1 else 0
        end as bigint) as seniority_known_day_count,
        cast(case
            when employees.hire_date <= agent_days.work_date
                then {{ days_between('employees.hire_date', 'agent_days.work_date') }}
            else 0
        end as bigint) as service_day_count
    from agent_days
    inner join employees
        on agent_days.agent_id = employees.agent_id
)

select * from final
