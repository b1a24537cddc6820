-- Errors, handovers, reflections and what leaders answer for, by agent and day.
-- Grain: one row per (agent_id, work_date) with any of them.
{{ config(materialized='table') }}
{%- set conduct_types = [
    'work_error', 'service_error', 'ticket_error', 'insubordination', 'handover_failure_main',
    'handover_failure_secondary', 'reflection', 'untimely_management', 'late_answer_lapse',
    'no_answer_lapse', 'wrong_answer_lapse', 'mood_missed_lapse', 'handover_lapse', 'relay_error',
] %}
with

conduct_events as (
    select * from {{ ref('int_conduct_events') }}
),

final as (
    select
        -- keys
        agent_id,
        work_date,

        -- measures
        {%- for conduct_type in conduct_types %}
        count(*) filter (where conduct_type = '{{ conduct_type }}') as {{ conduct_type }}_count,
        {%- endfor %}
        count(*) filter (where has_effect_on_pay) as pay_event_count,
        count(*) filter (where has_effect_on_pay and not has_evidence)
            as pay_event_without_evidence_count
    from conduct_events
    group by agent_id, work_date
)

select * from final
