-- The spine: every agent and day with a shift, work or an outcome.
-- Grain: one row per (agent_id, work_date).
{{ config(materialized='table') }}
{%- set sources = [
    'shifts', 'states', 'overlapped_states', 'legs', 'dials', 'resolution', 'tickets', 'quality',
    'surveys', 'voices', 'survey_scores', 'reviews', 'qa_items', 'evaluators', 'speech',
    'coverage', 'callbacks', 'feedback', 'complex_cases', 'ticket_entries', 'ticket_promises',
    'ticket_tasks', 'repeats', 'orders', 'customers', 'ticket_clock',
    'prospects', 'work_items', 'pay',
    'opinions', 'absences', 'busy', 'activities', 'attendance',
    'conduct',
    'patrols',
    'ratings',
    'training',
] %}
with

{% for source in sources -%}
{{ source }} as (
    select * from {{ ref('int_agent_day_' ~ source) }}
),

{% endfor -%}
agent_events as (
    select * from {{ ref('int_agent_events') }}
),

united as (
    {%- for source in sources %}
    select
        agent_id,
        work_date
    from {{ source }}
    union distinct
    {%- endfor %}
    select
        agent_id,
        work_date
    from agent_events
),

final as (
    select
        -- keys
        agent_id,
        work_date
    from united
)

select * from final
