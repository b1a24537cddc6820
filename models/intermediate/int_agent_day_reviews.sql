-- Appeals, and exclusions that were refused, by agent and day of the contact whose rating it is.
-- Grain: one row per (agent_id, work_date) with an audit or an appeal.
{{ config(materialized='table') }}
with

reviews as (
    select * from {{ ref('int_survey_reviews_judged') }}
),

final as (
    select
        -- keys
        agent_id,
        work_date,

        -- measures
        count(*) as rating_review_count,
        count(*) filter (where is_appeal) as appeal_count,
        count(*) filter (where is_appeal and applied_decision <> 'pending')
            as decided_appeal_count,
        count(*) filter (where is_appeal and applied_decision = 'exclude') as upheld_appeal_count,
        count(*) filter (where is_late_appeal) as late_appeal_count,
        count(*) filter (where refusal_reason is not null) as refused_exclusion_count
    from reviews
    group by agent_id, work_date
)

select * from final
