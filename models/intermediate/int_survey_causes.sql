-- What QA found to be the cause of a bad rating, and whose fault it was.
-- Grain: one row per (survey_id) with an analysis of causes.
with

survey_reviews as (
    select * from {{ ref('stg_survey_reviews') }}
),

-- The newest analysis rules. Tie-break: the review's id.
newest_analyses as (
    select * from survey_reviews
    where review_trigger = 'cause_analysis'
    qualify row_number() over (
        partition by survey_id
        order by decided_at desc nulls last, submitted_at desc, review_id desc
    ) = 1
),

final as (
    select
        -- keys
        survey_id,

        -- dimensions
        cause_code,
        liability_code,

        -- flags
        coalesce(liability_code in ('agent_subjective', 'agent_skill'), false) as is_agent_caused
    from newest_analyses
)

select * from final
