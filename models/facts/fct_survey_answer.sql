-- Every answered survey with what counts of it, and why it does not where it does not.
-- Grain: one row per (survey_id) that was answered.
with

survey_answers as (
    select * from {{ ref('int_survey_answers_attributed_to_agents') }}
),

verdicts as (
    select * from {{ ref('int_survey_verdicts') }}
),

profiles as (
    select * from {{ ref('int_agent_day_profiles') }}
),

-- No fan-out: one verdict per survey, one profile per agent-day.
final as (
    select
        -- keys
        survey_answers.survey_id,

        -- dimensions
        survey_answers.interaction_id,
        survey_answers.agent_id,
        coalesce(profiles.team_id, 'unknown') as team_id,
        coalesce(profiles.business_line, 'unknown') as business_line,
        survey_answers.channel,
        case
            when survey_answers.is_excluded then 'excluded'
            when survey_answers.is_pending then 'pending'
            else 'valid'
        end as validity_status,
        verdicts.ruling_code,
        verdicts.exclusion_reason_code,
        verdicts.reviewer_role,

        -- measures
        survey_answers.rating,
        survey_answers.recommendation,
        survey_answers.effort_rating,
        coalesce(verdicts.review_count, 0) as review_count,
        coalesce(verdicts.appeal_count, 0) as appeal_count,
        coalesce(verdicts.refused_exclusion_count, 0) as refused_exclusion_count,

        -- flags
        not survey_answers.is_excluded as is_valid_for_scoring,
        survey_answers.is_satisfied,
        survey_answers.is_resolved_for_customer is not null as has_resolution_answer,
        coalesce(survey_answers.is_resolved_for_customer, false) as is_resolved_for_customer,

        -- times
        survey_answers.work_date,
        survey_answers.responded_at,
        verdicts.decided_at
    from survey_answers
    left join verdicts
        on survey_answers.survey_id = verdicts.survey_id
    left join profiles
        on
            survey_answers.agent_id = profiles.agent_id
            and survey_answers.work_date = profiles.work_date
    where survey_answers.was_answered
)

select * from final
