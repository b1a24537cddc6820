-- How many records each raw table holds, so that "not applicable" can be told from nought.
-- Grain: one row per (raw_table).
{%- set raw_tables = [
    'calls', 'call_legs', 'agent_states', 'tickets', 'ticket_events', 'surveys', 'survey_reviews',
    'qa_evaluations', 'qa_items', 'shifts', 'attendance', 'absences', 'employees', 'assignments',
    'skills', 'assessments', 'workplace_events', 'customer_feedback', 'targets',
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
