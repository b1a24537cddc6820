-- What customers were dissatisfied with, by topic and month, the most frequent first.
-- Grain: one row per (topic_code, month_date) with a bad rating or a complaint.
with

survey_answers as (
    select * from {{ ref('int_survey_answers_attributed_to_agents') }}
),

feedback as (
    select * from {{ ref('int_feedback_attributed_to_agents') }}
),

dates as (
    select * from {{ ref('dim_date') }}
),

-- Excluded ratings are no dissatisfaction; a rating without a topic is counted as unknown.
dissatisfied as (
    select
        coalesce(topic_code, 'unknown') as topic_code,
        work_date,
        1 as dissatisfied_rating_count,
        0 as complaint_count
    from survey_answers
    where is_low and not is_excluded
    union all
    select
        coalesce(topic_code, 'unknown') as topic_code,
        work_date,
        0 as dissatisfied_rating_count,
        1 as complaint_count
    from feedback
    where feedback_type = 'complaint'
),

-- No fan-out: one row per day.
topic_months as (
    select
        dissatisfied.topic_code,
        dates.month_date,
        sum(dissatisfied.dissatisfied_rating_count) as dissatisfied_rating_count,
        sum(dissatisfied.complaint_count) as complaint_count
    from dissatisfied
    inner join dates
        on dissatisfied.work_date = dates.calendar_date
    group by dissatisfied.topic_code, dates.month_date
),

final as (
    select
        -- keys
        topic_code,
        month_date,

        -- measures
        cast(dissatisfied_rating_count as bigint) as dissatisfied_rating_count,
        cast(complaint_count as bigint) as complaint_count,
        cast(dissatisfied_rating_count + complaint_count as bigint) as dissatisfaction_count,
        rank() over (
            partition by month_date order by dissatisfied_rating_count + complaint_count desc
        ) as topic_rank
    from topic_months
)

select * from final
