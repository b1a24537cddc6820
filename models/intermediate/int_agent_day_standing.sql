-- How long each agent has been with the centre and how many stars, on each day of the spine.
-- Grain: one row per (agent_id, work_date).
{{ config(materialized='table') }}
with

agent_days as (
    select * from {{ ref('int_agent_days') }}
),

employees as (
    select * from {{ ref('stg_employees') }}
),

final as (
    select
        -- keys
        agent_days.agent_id,
        agent_days.work_date,

        -- measures
        cast(
            case when employees.hire_date <= agent_days.work_date then 1 else 0 end as bigint
        ) as seniority_known_day_count,
        cast(case
            when employees.hire_date <= agent_days.work_date
                then {{ days_between('employees.hire_date', 'agent_days.work_date') }}
            else 0
        end as bigint) as seniority_day_count,
        cast(case when employees.star_level is not null then 1 else 0 end as bigint)
            as starred_day_count,
        cast(coalesce(employees.star_level, 0) as bigint) as star_level_day_count
    from agent_days
    inner join employees on agent_days.agent_id = employees.agent_id
)

select * from final
