-- Work items as duties of a person: what was due and became of it, and the sessions that were held.
-- Grain: one row per (duty_id).
with

work_items as (
    select * from {{ ref('stg_work_items') }}
),

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

day_segments as (
    select * from {{ ref('int_agent_day_segments') }}
),

data_span as (
    select * from {{ ref('int_data_span') }}
),

-- The trainee answers for coming and the improved agent for the goal; the owner for all else.
due as (
    select
        work_items.work_item_id || ':due' as duty_id,
        work_items.*,
        coalesce(
            case
                when work_items.work_type in ('training', 'improvement_action')
                    then work_items.agent_id
                else work_items.owner_agent_id
            end,
            'unknown'
        ) as person_id,
        work_items.work_type as duty_type,
        coalesce(work_items.due_at, work_items.completed_at, work_items.assigned_at) as duty_at
    from work_items
),

-- A course is held once, however many attend it. Tie-break: the work item's id.
held as (
    select
        work_item_id || ':held' as duty_id,
        work_items.*,
        coalesce(owner_agent_id, 'unknown') as person_id,
        work_type || '_held' as duty_type,
        coalesce(started_at, completed_at) as duty_at
    from work_items
    where
        work_type in ('coaching', 'training')
        and completed_at is not null
    qualify
        work_type = 'coaching'
        or row_number() over (
            partition by work_type, owner_agent_id, course_id, cohort_id, started_at
            order by work_item_id
        ) = 1
),

united as (
    select * from due
    union all
    select * from held
),

judged as (
    select
        united.duty_id,
        united.person_id as agent_id,
        united.duty_type,
        united.item_code,
        coalesce(united.planned_count, 1) as planned_count,
        coalesce(
            united.completed_count, case when united.completed_at is not null then 1 else 0 end
        ) as completed_count,
        coalesce(united.record_count, 0) as record_count,
        coalesce(united.error_count, 0) as error_count,
        coalesce(united.accepted_count, 0) as accepted_count,
        coalesce(united.is_planned, false) as is_planned,
        united.completed_at is not null as is_done,
        coalesce(
            united.completed_at <= united.due_at, united.completed_at is not null
        ) as is_on_time,
        coalesce(united.work_result = 'achieved', false) as is_achieved,
        united.duty_at
    from united
    inner join data_span
        on united.duty_at <= data_span.data_through_at
),

dated as (
    {{ with_work_date('judged', 'duty_at') }}
),

final as (
    select
        -- keys
        duty_id,

        -- dimensions
        agent_id,
        duty_type,
        item_code,

        -- measures
        cast(planned_count as bigint) as planned_count,
        cast(least(completed_count, planned_count) as bigint) as completed_count,
        cast(record_count as bigint) as record_count,
        cast(least(error_count, record_count) as bigint) as error_count,
        cast(accepted_count as bigint) as accepted_count,

        -- flags
        is_planned,
        is_done,
        is_on_time,
        is_achieved,

        -- times
        work_date
    from dated
)

select * from final
