-- Leaves and overtime of each agent and day.
-- Grain: one row per (agent_id, work_date) on which a leave or overtime began.
{{ config(materialized='table') }}
with

leaves as (
    select * from {{ ref('int_leaves') }}
),

overtime as (
    select * from {{ ref('int_overtime') }}
),

united as (
    select
        agent_id,
        work_date,
        leave_type as kind,
        leave_days,
        0 as overtime_seconds,
        is_approved,
        is_late_application
    from leaves
    union all
    select
        agent_id,
        work_date,
        overtime_type as kind,
        0 as leave_days,
        overtime_seconds,
        is_approved,
        false as is_late_application
    from overtime
),

final as (
    select
        -- keys
        agent_id,
        work_date,

        -- measures
        count(*) filter (where is_late_application) as late_leave_application_count,
        {%- for kind in ['emergency', 'planned'] %}
        cast(coalesce(
            sum(overtime_seconds) filter (where kind = '{{ kind }}' and is_approved), 0
        ) as bigint) as {{ kind }}_overtime_seconds,
        {%- endfor %}
        cast(coalesce(sum(overtime_seconds) filter (where not is_approved), 0) as bigint)
            as unapproved_overtime_seconds,
        {%- for kind in ['sick', 'personal', 'annual', 'swap'] %}
        cast(coalesce(
            sum(leave_days) filter (where kind = '{{ kind }}' and is_approved), 0
        ) as decimal(18, 4)) as {{ kind }}_leave_days,
        {%- endfor %}
        cast(coalesce(sum(leave_days) filter (where not is_approved), 0) as decimal(18, 4))
            as unapproved_leave_days
    from united
    group by agent_id, work_date
)

select * from final
