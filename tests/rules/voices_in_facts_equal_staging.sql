-- Reviews, evaluations, callbacks, analysed contacts and feedback: all are in the facts, once.
with

survey_reviews as (
    select * from {{ ref('stg_survey_reviews') }}
),

qa_evaluations as (
    select * from {{ ref('stg_qa_evaluations') }}
),

callbacks as (
    select * from {{ ref('stg_callbacks') }}
),

speech_analytics as (
    select * from {{ ref('stg_speech_analytics') }}
),

customer_feedback as (
    select * from {{ ref('stg_customer_feedback') }}
),

survey_answers as (
    select * from {{ ref('fct_survey_answer') }}
),

line_days as (
    select
        sum(public_mention_count) as public_mention_count,
        sum(vocal_tension_count) as vocal_tension_count
    from {{ ref('fct_line_day') }}
),

agent_days as (
    select
        sum(rating_review_count) as rating_review_count,
        sum(qa_evaluation_done_count) as qa_evaluation_done_count,
        sum(callback_count) as callback_count,
        sum(analysed_contact_count) as analysed_contact_count,
        sum(customer_feedback_count) as customer_feedback_count,
        sum(survey_response_count) as survey_response_count,
        sum(rating_count) as rating_count,
        sum(excluded_rating_count) as excluded_rating_count
    from {{ ref('fct_agent_day') }}
),

claims as (
    select
        'audits and appeals' as claim,
        (
            select count(*) from survey_reviews
            where review_trigger <> 'cause_analysis'
        ) as expected,
        (select coalesce(rating_review_count, 0) from agent_days) as found
    union all
    select
        'evaluations by people' as claim,
        (
            select count(*) from qa_evaluations
            where sampling_method is null or sampling_method <> 'ai_full'
        ) as expected,
        (select coalesce(qa_evaluation_done_count, 0) from agent_days) as found
    union all
    select
        'callbacks' as claim,
        (select count(*) from callbacks) as expected,
        (select coalesce(callback_count, 0) from agent_days) as found
    union all
    select
        'analysed contacts' as claim,
        (select count(*) from speech_analytics) as expected,
        (select coalesce(analysed_contact_count, 0) from agent_days) as found
    union all
    select
        'vocal tension' as claim,
        (select count(vocal_tension_index) from speech_analytics) as expected,
        (select coalesce(vocal_tension_count, 0) from line_days) as found
    union all
    select
        'feedback of customers' as claim,
        (
            select count(*) from customer_feedback
            where feedback_type <> 'client_satisfaction'
        ) as expected,
        (select coalesce(customer_feedback_count, 0) from agent_days) as found
    union all
    select
        'public mentions' as claim,
        (select count(*) from customer_feedback where feedback_type = 'mention') as expected,
        (select coalesce(public_mention_count, 0) from line_days) as found
    union all
    select
        'answered surveys' as claim,
        (select count(*) from survey_answers) as expected,
        (select coalesce(survey_response_count, 0) from agent_days) as found
    union all
    select
        'ratings that count' as claim,
        (
            select count(*) from survey_answers
            where is_valid_for_scoring and rating is not null
        ) as expected,
        (select coalesce(rating_count, 0) from agent_days) as found
    union all
    select
        'ratings left out, and still there' as claim,
        (
            select count(*) from survey_answers
            where not is_valid_for_scoring and rating is not null
        ) as expected,
        (select coalesce(excluded_rating_count, 0) from agent_days) as found
),

final as (
    select * from claims
    where expected <> found
)

select * from final
