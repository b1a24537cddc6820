-- Headcount and leavers of each team and day.
-- Grain: one row per (team_id, business_line, work_date) with anybody employed.
{{ config(materialized='table') }}
with

employees as (
    select * from {{ ref('stg_employees') }}
),

assignments as (
    select * from {{ ref('stg_assignments') }}
),

agent_days as (
    select * from {{ ref('int_agent_days') }}
),

data_span as (
    select * from {{ ref('int_data_span') }}
),

span as (
    select
        min(agent_days.work_date) as first_date,
        max(data_span.data_through_date) as last_date
    from data_span
    inner join agent_days
        on
            agent_days.work_date <= data_span.data_through_date
            and agent_days.work_date <> {{ unknown_date() }}
            and agent_days.agent_id <> 'unknown'
),

-- Somebody who left without a last day is not counted: nobody knows until when.
employed_days as (
    select
        employees.*,
        cast({{ each_day(
            'greatest(employees.hire_date, span.first_date)',
            'least(employees.last_day, span.last_date)'
        ) }} as date) as work_date
    from employees
    cross join span
    where
        employees.hire_date is not null
        and (employees.employment_status is distinct from 'left' or employees.last_day is not null)
),

-- Whose assignment has ended stays with the last team: a leaver leaves the team they were in.
-- Tie-break of two assignments that begin together: the team's id.
placed as (
    select
        employed_days.agent_id,
        employed_days.work_date,
        coalesce(assignments.team_id, 'unknown') as team_id,
        coalesce(assignments.business_line, 'unknown') as business_line,
        coalesce(assignments.role, employed_days.role) = 'agent' as is_frontline,
        coalesce(employed_days.last_day = employed_days.work_date, false) as is_last_day,
        coalesce(employed_days.was_voluntary, false) as was_voluntary,
        coalesce(employed_days.leaving_reason_code = 'burnout', false) as was_burnt_out
    from employed_days
    left join assignments
        on
            employed_days.agent_id = assignments.agent_id
            and employed_days.work_date >= assignments.valid_from_date
    qualify row_number() over (
        partition by employed_days.agent_id, employed_days.work_date
        order by assignments.valid_from_date desc, assignments.team_id asc
    ) = 1
),

final as (
    select
        -- keys
        team_id,
        business_line,
        work_date,

        -- measures
        count(*) as staff_headcount_day_count,
        count(*) filter (where is_frontline) as headcount_day_count,
        count(*) filter (where is_last_day) as staff_leaver_count,
        count(*) filter (where is_last_day and is_frontline) as leaver_count,
        count(*) filter (where is_last_day and is_frontline and was_voluntary)
            as voluntary_leaver_count,
        count(*) filter (where is_last_day and is_frontline and was_burnt_out)
            as burnout_leaver_count
    from placed
    group by team_id, business_line, work_date
)

select * from final
