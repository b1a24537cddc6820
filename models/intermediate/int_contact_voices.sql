-- What each source says of a contact that somebody checked: the switch, its leg log, the call-back,
-- QA and the customer's survey. Each says only what it knows.
-- Grain: one row per (interaction_id, aspect, voice).
{{ config(materialized='table') }}
with

checks as (
    select * from {{ ref('int_contact_checks') }}
),

logs as (
    select * from {{ ref('int_contact_logs') }}
),

-- no fan-out: one row per contact on both sides
known as (
    select
        checks.*,
        logs.agent_id as switch_agent_id,
        logs.talk_seconds,
        logs.leg_talk_seconds,
        logs.is_answered,
        logs.is_resolved
    from checks
    inner join logs on checks.interaction_id = logs.interaction_id
),

said as (
    {%- for aspect, voice, value in [
        ('call_happened', 'switch', "case when is_answered then 'yes' else 'no' end"),
        ('call_happened', 'callback', "case when has_callback then 'yes' end"),
        ('call_happened', 'qa', "case when has_qa then 'yes' end"),
        ('call_happened', 'survey', "case when has_survey then 'yes' end"),
        ('agent', 'switch', 'switch_agent_id'),
        ('agent', 'callback', 'callback_agent_id'),
        ('agent', 'qa', 'qa_agent_id'),
        ('duration', 'switch', 'cast(talk_seconds as varchar)'),
        ('duration', 'leg_log', 'cast(leg_talk_seconds as varchar)'),
    ] %}
    select
        interaction_id,
        '{{ aspect }}' as aspect,
        '{{ voice }}' as voice,
        {{ value }} as said_value
    from known
    union all
    {%- endfor %}
    {%- for aspect, voice, flag in [
        ('resolved', 'switch', 'is_resolved'),
        ('resolved', 'callback', 'is_callback_resolved'),
        ('resolved', 'qa', 'is_qa_solved'),
        ('resolved', 'survey', 'is_survey_resolved'),
        ('satisfied', 'callback', 'is_callback_satisfied'),
        ('satisfied', 'survey', 'is_survey_satisfied'),
    ] %}
    select
        interaction_id,
        '{{ aspect }}' as aspect,
        '{{ voice }}' as voice,
        case when {{ flag }} then 'yes' when not {{ flag }} then 'no' end as said_value
    from known
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

final as (
    select
        -- keys
        interaction_id,
        aspect,
        voice,

        -- dimensions
        said_value
    from said
    where said_value is not null
)

select * from final
