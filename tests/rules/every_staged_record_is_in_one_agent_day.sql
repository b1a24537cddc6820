-- Each ticket, survey, piece of feedback and evaluation has one agent, the unknown one if nobody is
-- named, and that agent has a row on its day.
with

agent_days as (
    select * from {{ ref('fct_agent_day') }}
),

{% for name, source, model, key in [
    ('tickets', 'stg_tickets', 'int_tickets_attributed_to_agents', 'ticket_id'),
    ('surveys', 'stg_surveys', 'int_survey_answers_attributed_to_agents', 'survey_id'),
    ('feedback', 'stg_customer_feedback', 'int_feedback_attributed_to_agents', 'feedback_id'),
    ('evaluations', 'stg_qa_evaluations', 'int_qa_evaluations_scored', 'evaluation_id'),
] -%}
staged_{{ name }} as (
    select * from {{ ref(source) }}
),

attributed_{{ name }} as (
    select * from {{ ref(model) }}
),

{{ name }} as (
    select
        '{{ name }}' as record_type,
        staged_{{ name }}.{{ key }} as record_id,
        count(agent_days.agent_id) as agent_day_count
    from staged_{{ name }}
    left join attributed_{{ name }}
        on staged_{{ name }}.{{ key }} = attributed_{{ name }}.{{ key }}
    left join agent_days
        on
            attributed_{{ name }}.agent_id = agent_days.agent_id
            and attributed_{{ name }}.work_date = agent_days.work_date
    group by staged_{{ name }}.{{ key }}
),

{% endfor -%}
united as (
    select * from tickets
    union all
    select * from surveys
    union all
    select * from feedback
    union all
    select * from evaluations
),

final as (
    select * from united
    where agent_day_count <> 1
)

select * from final
