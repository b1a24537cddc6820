-- Audits and appeals of ratings with what each one really decides, and why not where it does not.
-- Grain: one row per (review_id) that is an audit or an appeal.
{{ config(materialized='table') }}
with

survey_reviews as (
    select * from {{ ref('stg_survey_reviews') }}
),

survey_agents as (
    select * from {{ ref('int_surveys_attributed_to_agents') }}
),

surveys as (
    select * from {{ ref('stg_surveys') }}
),

exclusion_reasons as (
    select * from {{ ref('exclusion_reasons') }}
),

employees as (
    select * from {{ ref('stg_employees') }}
),

assumptions as (
    select * from {{ ref('int_assumptions_in_force') }}
),

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

-- An analysis of causes is no audit. A review of a survey nobody delivered stays, unattributed.
-- No fan-out: one row per survey on both sides, one per reason and per employee.
reviewed as (
    select
        survey_reviews.*,
        coalesce(survey_agents.agent_id, 'unknown') as agent_id,
        coalesce(survey_agents.work_date, {{ unknown_date() }}) as work_date,
        coalesce(surveys.responded_at, surveys.sent_at) as rated_at,
        coalesce(exclusion_reasons.exclusion_reason, 'other') as exclusion_reason_code,
        coalesce(exclusion_reasons.is_malicious, false) as is_malicious,
        coalesce(employees.role, 'unknown') as reviewer_role,
        {{ local_date('survey_reviews.submitted_at', 'centre_settings.time_zone') }}
            as submitted_date
    from survey_reviews
    cross join centre_settings
    left join survey_agents
        on survey_reviews.survey_id = survey_agents.survey_id
    left join surveys
        on survey_reviews.survey_id = surveys.survey_id
    left join exclusion_reasons
        on lower(trim(survey_reviews.exclusion_reason)) = exclusion_reasons.exclusion_reason
    left join employees
        on survey_reviews.reviewer_id = employees.agent_id
    where survey_reviews.review_trigger <> 'cause_analysis'
),

refused as (
    select
        *,
        case
            when review_decision <> 'exclude' then null
            when exclusion_reason is null or trim(exclusion_reason) = '' then 'no_reason'
            when reviewer_id is null then 'no_reviewer'
            when reviewer_id = agent_id then 'own_rating'
            when review_trigger = 'appeal' and evidence_ref is null then 'no_evidence'
        end as refusal_reason
    from reviewed
),

final as (
    select
        -- keys
        refused.review_id,

        -- dimensions
        refused.survey_id,
        refused.agent_id,
        refused.review_trigger,
        case
            when refused.refusal_reason is null then refused.review_decision
            else 'pending'
        end as applied_decision,
        refused.refusal_reason,
        case
            when refused.review_decision = 'exclude' and refused.refusal_reason is null
                then refused.exclusion_reason_code
        end as exclusion_reason_code,
        refused.reviewer_role,

        -- flags
        refused.review_trigger = 'appeal' as is_appeal,
        refused.review_decision = 'exclude'
        and refused.refusal_reason is null
        and refused.is_malicious as is_malicious,
        coalesce(
            refused.review_trigger = 'appeal'
            and {{ seconds_between('refused.rated_at', 'refused.submitted_at') }}
            > assumptions.appeal_window_seconds,
            false
        ) as is_late_appeal,

        -- times
        refused.submitted_at,
        refused.decided_at,
        refused.work_date
    from refused
    inner join assumptions
        on
            refused.submitted_date >= assumptions.valid_from_date
            and refused.submitted_date < assumptions.valid_to_date
)

select * from final
