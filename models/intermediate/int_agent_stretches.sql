-- Where and what each person was from when to when, cut wherever anything about them changes.
-- Grain: one row per (agent_id, valid_from_date); stretches leave no gap and do not overlap.
{{ config(materialized='table') }}
with

employees as (
    select * from {{ ref('stg_employees') }}
),

assignments as (
    select * from {{ ref('stg_assignments') }}
),

long_absences as (
    select * from {{ ref('int_leaves') }}
    where is_long_absence
),

change_dates as (
    {%- for relation in ['employees', 'assignments', 'long_absences'] %}
    select
        agent_id,
        {{ unknown_date() }} as change_date
    from {{ relation }}
    union distinct
    {%- endfor %}
    {%- for relation, change_date in [
        ('employees', 'hire_date'),
        ('employees', add_days('last_day', 1)),
        ('assignments', 'valid_from_date'),
        ('assignments', 'valid_to_date'),
        ('long_absences', 'work_date'),
        ('long_absences', add_days('last_date', 1)),
    ] %}
    select
        agent_id,
        {{ change_date }} as change_date
    from {{ relation }}
    {{ 'union distinct' if not loop.last }}
    {%- endfor %}
),

stretches as (
    select
        agent_id,
        change_date as valid_from_date,
        coalesce(
            lead(change_date) over (partition by agent_id order by change_date), date '9999-12-31'
        ) as valid_to_date
    from change_dates
    where change_date is not null
),

-- Where two assignments hold on a day, the one that began later does. Tie-break: the team's id.
placed as (
    select
        stretches.*,
        assignments.team_id,
        assignments.business_line,
        assignments.role,
        assignments.post_code,
        assignments.agent_id is not null as is_assigned
    from stretches
    left join assignments
        on
            stretches.agent_id = assignments.agent_id
            and stretches.valid_from_date >= assignments.valid_from_date
            and (
                stretches.valid_from_date < assignments.valid_to_date
                or assignments.valid_to_date is null
            )
    qualify row_number() over (
        partition by stretches.agent_id, stretches.valid_from_date
        order by assignments.valid_from_date desc, assignments.team_id asc
    ) = 1
),

away as (
    select distinct
        stretches.agent_id,
        stretches.valid_from_date
    from stretches
    inner join long_absences
        on
            stretches.agent_id = long_absences.agent_id
            and stretches.valid_from_date between long_absences.work_date
            and long_absences.last_date
),

-- No fan-out: one row per person, one per stretch of a long absence.
final as (
    select
        -- keys
        placed.agent_id,
        placed.valid_from_date,

        -- dimensions
        coalesce(placed.team_id, 'unknown') as team_id,
        coalesce(placed.role, employees.role, 'unknown') as role,
        coalesce(placed.business_line, 'unknown') as business_line,
        coalesce(placed.post_code, employees.post_code, 'unknown') as post_code,

        -- flags
        coalesce(placed.valid_from_date >= employees.hire_date, true)
        and coalesce(placed.valid_from_date <= employees.last_day, true)
        and (
            placed.is_assigned
            or not bool_or(placed.is_assigned) over (partition by placed.agent_id)
        ) as is_in_post,
        away.agent_id is not null as is_long_absence,

        -- times
        placed.valid_to_date
    from placed
    left join employees on placed.agent_id = employees.agent_id
    left join away
        on
            placed.agent_id = away.agent_id
            and placed.valid_from_date = away.valid_from_date
)

select * from final
