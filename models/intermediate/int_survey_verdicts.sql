-- What the reviews of a rating come to: the decision that rules, and what is still open.
-- Grain: one row per (survey_id) with an audit or an appeal.
with

reviews as (
    select * from {{ ref('int_survey_reviews_judged') }}
),

-- The newest decision rules, however late. Tie-break: later asked for, then the review's id.
rulings as (
    select * from reviews
    where applied_decision <> 'pending'
    qualify row_number() over (
        partition by survey_id
        order by decided_at desc nulls last, submitted_at desc, review_id desc
    ) = 1
),

-- A refused exclusion is open until somebody decides again; a review nobody decided on is open.
reviews_by_survey as (
    select
        reviews.survey_id,
        count(*) as review_count,
        count(*) filter (where reviews.is_appeal) as appeal_count,
        count(*) filter (where reviews.refusal_reason is not null) as refused_exclusion_count,
        count(*) filter (
            where
            reviews.applied_decision = 'pending'
            and not (
                reviews.refusal_reason is not null
                and coalesce(rulings.decided_at >= reviews.decided_at, false)
            )
        ) as open_review_count,
        min(reviews.submitted_at) as first_submitted_at
    from reviews
    left join rulings
        on reviews.survey_id = rulings.survey_id
    group by reviews.survey_id
),

-- No fan-out: one ruling per survey.
final as (
    select
        -- keys
        reviews_by_survey.survey_id,

        -- dimensions
        rulings.applied_decision as ruling_code,
        rulings.exclusion_reason_code,
        rulings.reviewer_role,

        -- measures
        reviews_by_survey.review_count,
        reviews_by_survey.appeal_count,
        reviews_by_survey.refused_exclusion_count,

        -- flags
        coalesce(rulings.applied_decision = 'exclude', false) as is_excluded,
        coalesce(rulings.is_malicious, false) as is_malicious,
        rulings.survey_id is not null as is_decided,
        reviews_by_survey.open_review_count > 0 as is_open,

        -- times
        reviews_by_survey.first_submitted_at,
        rulings.decided_at
    from reviews_by_survey
    left join rulings
        on reviews_by_survey.survey_id = rulings.survey_id
)

select * from final
