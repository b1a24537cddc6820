-- Events that are scored or paid one by one: lateness, leave, breaches, complaints, praise.
-- Grain: one row per (event_id).
with

shift_presence as (
    select * from {{ ref('int_shift_presence') }}
),

leaves as (
    select * from {{ ref('int_leaves') }}
),

feedback as (
    select * from {{ ref('int_feedback_attributed_to_agents') }}
),

workplace_events as (
    select * from {{ ref('int_workplace_events_dated') }}
),

conduct_events as (
    select * from {{ ref('int_conduct_events') }}
),

pay_events as (
    select * from {{ ref('int_pay_events') }}
),

united as (
    select
        'late:' || schedule_id as event_id,
        'shift:' || schedule_id as case_id,
        agent_id,
        work_date,
        'late' as event_type,
        shift_code as event_code,
        late_seconds as quantity,
        'seconds' as quantity_unit,
        'shifts' as raw_table
    from shift_presence
    where late_seconds > 0
    union all
    select
        'early_leave:' || schedule_id as event_id,
        'shift:' || schedule_id as case_id,
        agent_id,
        work_date,
        'early_leave' as event_type,
        shift_code as event_code,
        early_leave_seconds as quantity,
        'seconds' as quantity_unit,
        'shifts' as raw_table
    from shift_presence
    where early_leave_seconds > 0
    union all
    select
        'leave:' || leave_id as event_id,
        'leave:' || leave_id as case_id,
        agent_id,
        work_date,
        'leave' as event_type,
        leave_type as event_code,
        leave_days as quantity,
        'days' as quantity_unit,
        'absences' as raw_table
    from leaves
    union all
    select
        'feedback:' || feedback_id as event_id,
        'feedback:' || feedback_id as case_id,
        agent_id,
        work_date,
        case
            when feedback_type in ('suggestion', 'mention') then 'customer_' || feedback_type
            else feedback_type
        end as event_type,
        complaint_type as event_code,
        1 as quantity,
        'events' as quantity_unit,
        'customer_feedback' as raw_table
    from feedback
    where feedback_type <> 'client_satisfaction' and (feedback_type <> 'complaint' or is_verified)
    union all
    select
        'event:' || event_id as event_id,
        'event:' || event_id as case_id,
        agent_id,
        work_date,
        event_type,
        event_code,
        1 as quantity,
        'events' as quantity_unit,
        'workplace_events' as raw_table
    from workplace_events
    union all
    select
        'conduct:' || conduct_id as event_id,
        'conduct:' || conduct_id as case_id,
        agent_id,
        work_date,
        conduct_type as event_type,
        conduct_type as event_code,
        1 as quantity,
        'events' as quantity_unit,
        'workplace_events' as raw_table
    from conduct_events
    where is_of_leader
    union all
    select
        'pay:' || pay_event_id as event_id,
        case_id,
        agent_id,
        work_date,
        event_type,
        event_code,
        quantity,
        quantity_unit,
        raw_table
    from pay_events
),

final as (
    select
        -- keys
        event_id,

        -- dimensions
        case_id,
        agent_id,
        event_type,
        event_code,
        quantity_unit,
        raw_table,

        -- measures
        cast(quantity as decimal(18, 4)) as quantity,

        -- times
        work_date
    from united
)

select * from final
