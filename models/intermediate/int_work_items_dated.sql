-- Planned pieces of work on the day they are judged, for the one who has to answer for them.
-- Grain: one row per (work_item_id).
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

-- An improvement is the goal of the one it is about; all other work is its owner's.
answered_for as (
    select
        work_item_id,
        work_type,
        item_code,
        coalesce(
            case when work_type = 'improvement_action' then agent_id else owner_agent_id end,
            'unknown'
        ) as agent_id,
        coalesce(course_id, item_code, work_item_id)
        || ' ' || coalesce(cohort_id, cast(started_at as varchar), work_item_id) as session_id,
        coalesce(planned_count, 1) as planned_count,
        coalesce(completed_count, case when completed_at is not null then 1 else 0 end)
            as completed_count,
        coalesce(record_count, 0) as record_count,
        coalesce(error_count, 0) as error_count,
        coalesce(accepted_count, 0) as accepted_count,
        coalesce(is_planned, true) as is_planned,
        work_result,
        due_at,
        completed_at,
        coalesce(due_at, completed_at, assigned_at) as judged_at
    from work_items
),

-- What is not due yet and not done is nobody's delay.
judged as (
    select answered_for.*
    from answered_for
    cross join data_span
    where
        answered_for.judged_at <= data_span.data_through_at
        or answered_for.completed_at is not null
),

dated as (
    {{ with_work_date('judged', 'judged_at') }}
),

final as (
    select
        -- keys
        work_item_id,

        -- dimensions
        agent_id,
        work_type,
        item_code,
        session_id,
        work_result,

        -- measures
        planned_count,
        completed_count,
        record_count,
        error_count,
        accepted_count,

        -- flags
        is_planned,
        completed_at is not null as is_done,
        coalesce(completed_at <= coalesce(due_at, completed_at), false) as is_done_in_time,

        -- times
        work_date
    from dated
)

select * from final
