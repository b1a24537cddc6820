-- Contacts of each line of business on each local calendar day, and what served them before agents.
-- Grain: one row per (business_line, work_date).
{%- set parts = {
    'contacts': ['inbound_contact_count', 'outbound_contact_count', 'blocked_count',
        'ivr_terminal_contact_count', 'ivr_abandoned_count', 'queue_abandoned_count',
        'inbound_agent_answered_count', 'lost_on_hold_count', 'peak_inbound_contact_count',
        'peak_ivr_terminal_count', 'peak_agent_answered_count', 'outage_inbound_contact_count',
        'outage_ivr_terminal_count', 'outage_agent_answered_count', 'invalid_number_dial_count',
        'automatic_inbound_contact_count', 'automatic_outbound_contact_count',
        'chat_inbound_contact_count', 'email_inbound_contact_count',
        'digital_outbound_contact_count'],
    'self_service': ['ivr_session_count', 'ivr_self_service_success_count', 'ivr_contained_count',
        'bot_session_count', 'bot_contained_count', 'bot_only_contact_count', 'bot_handoff_count',
        'bot_handoff_reviewed_count', 'bot_unnecessary_handoff_count', 'bot_prescreened_count',
        'bot_prescreen_reached_count', 'bot_prescreen_passed_count'],
    'vip': ['vip_contact_count', 'vip_contact_in_time_count', 'vip_ticket_judged_count',
        'vip_ticket_within_sla_count'],
    'voice': ['public_mention_count', 'positive_mention_count', 'client_score_count',
        'vocal_tension_count'],
} %}
{%- set voice_points = ['client_satisfaction_points', 'client_satisfaction_max_points',
    'client_contract_points', 'client_contract_max_points', 'vocal_tension_points'] %}
with

{% for source in parts -%}
{{ source }} as (
    select * from {{ ref('int_line_day_' ~ source) }}
),

{% endfor -%}
line_days as (
    {%- for source in parts %}
    select
        business_line,
        work_date
    from {{ source }}
    {{ '' if loop.last else 'union distinct' }}
    {%- endfor %}
),

-- No fan-out: every source has one row per line and day.
final as (
    select
        -- keys
        line_days.business_line,
        line_days.work_date,

        -- measures
        {%- for source, names in parts.items() %}
        {{ parts_or_zero(source, names) }},
        {%- endfor %}
        {{ parts_or_zero('voice', voice_points, 'decimal(18, 4)') }}
    from line_days
    {% for source in parts -%}
    left join {{ source }}
        on
            line_days.business_line = {{ source }}.business_line
            and line_days.work_date = {{ source }}.work_date
    {% endfor %}
)

select * from final
