-- Events that pay rules count one by one, each with its case: one case is charged once.
-- Grain: one row per (pay_event_id).
with

shift_events as (
    select * from {{ ref('int_pay_shift_events') }}
),

leaves as (
    select * from {{ ref('int_leaves') }}
),

feedback_judged as (
    select * from {{ ref('int_feedback_judged') }}
),

customer_feedback as (
    select * from {{ ref('stg_customer_feedback') }}
),

conduct_events as (
    select * from {{ ref('int_conduct_events') }}
),

-- Only what was verified; justified only what the centre or somebody above it verified, and only
-- what is about the service: a bad product is nobody's fault here.
complaints as (
    select
        feedback_judged.feedback_id,
        feedback_judged.agent_id,
        feedback_judged.work_date,
        feedback_judged.complaint_type,
        feedback_judged.is_repeat,
        feedback_judged.complaint_type = 'general' as is_general,
        feedback_judged.complaint_type in ('service_quality', 'general')
        and customer_feedback.verification_level in ('centre', 'above') as is_justified
    from feedback_judged
    inner join customer_feedback
        on feedback_judged.feedback_id = customer_feedback.feedback_id
    where feedback_judged.feedback_type = 'complaint' and feedback_judged.is_verified
),

united as (
    select
        event_type,
        schedule_id as source_id,
        'shift:' || schedule_id as case_id,
        agent_id,
        work_date,
        shift_code as event_code,
        quantity_seconds as quantity,
        'seconds' as quantity_unit,
        'shifts' as raw_table
    from shift_events
    union all
    select
        'late_leave_application' as event_type,
        leave_id as source_id,
        'leave:' || leave_id as case_id,
        agent_id,
        work_date,
        leave_type as event_code,
        1 as quantity,
        'events' as quantity_unit,
        'absences' as raw_table
    from leaves
    where is_late_application
    union all
    select
        'conduct_' || conduct_type as event_type,
        event_id as source_id,
        'event:' || event_id as case_id,
        agent_id,
        work_date,
        conduct_type as event_code,
        1 as quantity,
        'events' as quantity_unit,
        'workplace_events' as raw_table
    from conduct_events
    where has_effect_on_pay and not is_of_leader
    {%- for kind in ['justified', 'repeat', 'general'] %}
    union all
    select
        'complaint_{{ kind }}' as event_type,
        feedback_id as source_id,
        'feedback:' || feedback_id as case_id,
        agent_id,
        work_date,
        complaint_type as event_code,
        1 as quantity,
        'events' as quantity_unit,
        'customer_feedback' as raw_table
    from complaints
    where is_{{ kind }}
    {%- endfor %}
),

final as (
    select
        -- keys
        event_type || ':' || source_id as pay_event_id,

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
