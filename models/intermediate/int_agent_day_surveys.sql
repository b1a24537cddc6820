-- Surveys and ratings by agent and day of the contact they ask about.
-- Grain: one row per (agent_id, work_date) with a survey.
{{ config(materialized='table') }}
with

survey_answers as (
    select * from {{ ref('int_survey_answers_attributed_to_agents') }}
),

-- An excluded survey leaves numerator and denominator of all it answers; it stays a response.
marked as (
    select
        *,
        rating is not null and not is_excluded as is_rating,
        recommendation is not null and not is_excluded as is_recommendation
    from survey_answers
),

final as (
    select
        -- keys
        agent_id,
        work_date,

        -- measures
        count(*) as survey_invitation_count,
        count(*) filter (where was_targeted) as targeted_survey_invitation_count,
        count(*) filter (where was_answered) as survey_response_count,
        count(*) filter (where is_rating) as rating_count,
        cast(coalesce(sum(rating) filter (where is_rating), 0) as decimal(18, 4))
            as rating_points,
        count(*) filter (where is_rating and is_satisfied) as satisfied_rating_count,
        count(*) filter (where is_rating and rating = 5) as top_rating_count,
        count(*) filter (where is_rating and is_low) as dissatisfied_rating_count,
        count(*) filter (where is_rating and is_low and was_analysed)
            as analysed_dissatisfied_rating_count,
        count(*) filter (where is_rating and is_low and is_agent_caused)
            as agent_caused_dissatisfied_rating_count,
        count(*) filter (where is_rating and channel = 'ivr') as ivr_rating_count,
        cast(
            coalesce(sum(rating) filter (where is_rating and channel = 'ivr'), 0) as decimal(18, 4)
        ) as ivr_rating_points,
        count(*) filter (where is_rating and is_satisfied and channel = 'ivr')
            as ivr_satisfied_rating_count,
        count(*) filter (where is_recommendation) as recommendation_count,
        count(*) filter (where is_recommendation and is_promoter) as promoter_count,
        count(*) filter (where is_recommendation and is_detractor) as detractor_count,
        count(*) filter (where rating is not null and is_excluded) as excluded_rating_count,
        count(*) filter (where rating is not null and is_excluded and is_malicious)
            as malicious_rating_count,
        count(*) filter (where is_pending) as pending_rating_count,
        count(*) filter (where is_low) as low_rating_count,
        count(*) filter (where is_low and was_reviewed) as reviewed_low_rating_count,
        count(*) filter (where is_low and was_reviewed_in_time)
            as reviewed_in_time_low_rating_count
    from marked
    group by agent_id, work_date
)

select * from final
