-- Surveys with the decision on each rating: counted, excluded or awaiting its audit.
-- Grain: one row per (survey_id).
{{ config(materialized='table') }}
with

surveys as (
    select * from {{ ref('stg_surveys') }}
),

survey_reviews as (
    select * from {{ ref('stg_survey_reviews') }}
),

rating_labels as (
    select * from {{ ref('rating_labels') }}
),

assumptions as (
    select * from {{ ref('int_assumptions_in_force') }}
),

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

-- The last decision rules. Tie-break: later asked for, then the review's id.
last_decisions as (
    select
        survey_id,
        review_decision
    from survey_reviews
    where review_decision <> 'pending'
    qualify row_number() over (
        partition by survey_id order by decided_at desc, submitted_at desc, review_id desc
    ) = 1
),

open_reviews as (
    select distinct survey_id from survey_reviews
    where review_decision = 'pending'
),

-- A scale in words is read by the seed; a number outside 1 to 5 is no rating.
rated as (
    select
        surveys.*,
        case
            when surveys.overall_rating between 1 and 5 then surveys.overall_rating
            when surveys.overall_rating is null then rating_labels.rating
        end as rating,
        case
            when surveys.recommendation_rating between 0 and 10
                then surveys.recommendation_rating
        end as recommendation,
        {{ local_date('surveys.sent_at', 'centre_settings.time_zone') }} as sent_date
    from surveys
    cross join centre_settings
    left join rating_labels
        on lower(trim(surveys.rating_label)) = rating_labels.rating_label
),

-- No fan-out: one decision, one open mark and one stretch of assumptions per survey.
final as (
    select
        -- keys
        rated.survey_id,

        -- dimensions
        rated.interaction_id,
        rated.ticket_id,
        rated.agent_id,
        rated.channel,

        -- measures
        cast(rated.rating as bigint) as rating,
        cast(rated.recommendation as bigint) as recommendation,

        -- flags
        coalesce(last_decisions.review_decision = 'exclude', false) as is_excluded,
        rated.rating is not null
        and coalesce(last_decisions.review_decision <> 'exclude', true)
        and (
            open_reviews.survey_id is not null
            or (
                rated.rating <= assumptions.low_rating_maximum
                and last_decisions.survey_id is null
            )
        ) as is_pending,
        rated.responded_at is not null
        or rated.rating is not null
        or rated.recommendation is not null
        or rated.effort_rating is not null
        or rated.is_resolved_for_customer is not null as was_answered,
        rated.rating >= assumptions.satisfied_minimum_rating as is_satisfied,
        rated.recommendation >= assumptions.promoter_minimum as is_promoter,
        rated.recommendation <= assumptions.detractor_maximum as is_detractor,
        rated.is_resolved_for_customer,

        -- times
        rated.sent_at
    from rated
    inner join assumptions
        on
            rated.sent_date >= assumptions.valid_from_date
            and rated.sent_date < assumptions.valid_to_date
    left join last_decisions
        on rated.survey_id = last_decisions.survey_id
    left join open_reviews
        on rated.survey_id = open_reviews.survey_id
)

select * from final
