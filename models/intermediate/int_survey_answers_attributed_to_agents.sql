-- Surveys with their answers, the decision on them, the agent they judge and the cause QA found.
-- Grain: one row per (survey_id).
{{ config(materialized='table') }}
with

survey_answers as (
    select * from {{ ref('int_survey_answers') }}
),

survey_agents as (
    select * from {{ ref('int_surveys_attributed_to_agents') }}
),

survey_causes as (
    select * from {{ ref('int_survey_causes') }}
),

-- No fan-out: one agent and one cause per survey.
final as (
    select
        -- keys
        survey_answers.survey_id,

        -- dimensions
        survey_answers.interaction_id,
        survey_agents.agent_id,
        survey_answers.channel,
        survey_answers.survey_scenario,
        survey_answers.topic_code,

        -- measures
        survey_answers.rating,
        survey_answers.recommendation,
        survey_answers.effort_rating,
        {%- for score in [
            'resolution', 'attitude', 'speed', 'convenience', 'empathy', 'friendliness',
            'professionalism', 'resonance', 'brand_delivery',
        ] %}
        survey_answers.{{ score }}_rating,
        {%- endfor %}

        -- flags
        survey_answers.is_excluded,
        survey_answers.is_malicious,
        survey_answers.is_pending,
        survey_answers.was_answered,
        coalesce(survey_answers.is_satisfied, false) as is_satisfied,
        coalesce(survey_answers.is_low, false) as is_low,
        coalesce(survey_answers.is_high_effort, false) as is_high_effort,
        coalesce(survey_answers.is_promoter, false) as is_promoter,
        coalesce(survey_answers.is_detractor, false) as is_detractor,
        survey_answers.is_resolved_for_customer,
        survey_answers.was_targeted,
        survey_answers.was_reviewed,
        survey_answers.was_reviewed_in_time,
        survey_causes.survey_id is not null as was_analysed,
        coalesce(survey_causes.is_agent_caused, false) as is_agent_caused,

        -- times
        survey_answers.sent_at,
        survey_answers.responded_at,
        survey_agents.work_date
    from survey_answers
    inner join survey_agents
        on survey_answers.survey_id = survey_agents.survey_id
    left join survey_causes
        on survey_answers.survey_id = survey_causes.survey_id
)

select * from final
