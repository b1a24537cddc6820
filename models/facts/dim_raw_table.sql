-- How many records each raw table holds, so that "not applicable" can be told from nought.
-- Grain: one row per (raw_table).
{%- set raw_tables = [
    'calls', 'call_legs', 'ivr_sessions', 'bot_sessions', 'queue_intervals', 'forecasts',
    'campaigns', 'dial_lists', 'agent_states', 'tickets', 'ticket_events', 'ticket_tasks',
    'surveys', 'survey_reviews', 'callbacks', 'qa_evaluations', 'qa_items', 'speech_analytics',
    'shifts', 'shift_activities', 'attendance', 'absences', 'employees', 'assignments', 'skills',
    'assessments', 'workplace_events', 'work_items', 'customer_feedback', 'customers', 'orders',
    'leads', 'profile_changes', 'customer_values', 'costs', 'pay_items', 'results', 'targets',
    'outages', 'scenarios', 'pilots',
] %}
with

{% for raw_table in raw_tables -%}
{{ raw_table }} as (
    select * from {{ ref('stg_' ~ raw_table) }}
),

{% endfor -%}
final as (
    {%- for raw_table in raw_tables %}
    select
        '{{ raw_table }}' as raw_table,
        count(*) as row_count
    from {{ raw_table }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select * from final
