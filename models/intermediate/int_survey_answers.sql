-- Surveys with the decision on each rating: counted, excluded or awaiting its audit.
-- Grain: one row per (survey_id).
{{ config(materialized='table') }}
with

surveys as (
    select * from {{ ref('stg_surveys') }}
),

verdicts as (
    select * from {{ ref('int_survey_verdicts') }}
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

-- A scale in words is read by the seed; a number outside its scale is no answer.
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
        case when surveys.effort_rating between 1 and 7 then surveys.effort_rating end as effort,
        coalesce(verdicts.is_excluded, false) as is_excluded,
        coalesce(verdicts.is_malicious, false) as is_malicious,
        coalesce(verdicts.is_decided, false) as is_decided,
        coalesce(verdicts.is_open, false) as is_open,
        verdicts.survey_id is not null as was_reviewed,
        {{ local_date('surveys.sent_at', 'centre_settings.time_zone') }} as sent_date,
        {{ local_date(
            'coalesce(surveys.responded_at, surveys.sent_at)', 'centre_settings.time_zone'
        ) }} as responded_date,
        {{ local_date('verdicts.first_submitted_at', 'centre_settings.time_zone') }}
            as first_submitted_date
    from surveys
    cross join centre_settings
    left join verdicts
        on surveys.survey_id = verdicts.survey_id
    left join rating_labels
        on lower(trim(surveys.rating_label)) = rating_labels.rating_label
),

-- No fan-out: one verdict and one stretch of assumptions per survey.
final as (
    select
        -- keys
        rated.survey_id,

        -- dimensions
        rated.interaction_id,
        rated.ticket_id,
        rated.agent_id,
        rated.channel,
        rated.survey_scenario,
        rated.topic_code,

        -- measures
        cast(rated.rating as bigint) as rating,
        cast(rated.recommendation as bigint) as recommendation,
        cast(rated.effort as bigint) as effort_rating,
        {%- for score in ['resolution', 'attitude', 'speed', 'convenience', 'empathy',
            'friendliness', 'professionalism', 'resonance', 'brand_delivery'] %}
        cast(case
            when rated.{{ score }}_rating between 1 and 5 then rated.{{ score }}_rating
        end as bigint) as {{ score }}_rating,
        {%- endfor %}

        -- flags
        rated.is_excluded,
        rated.is_malicious,
        rated.rating is not null
        and not rated.is_excluded
        and (
            rated.is_open
            or (rated.rating <= assumptions.low_rating_maximum and not rated.is_decided)
        ) as is_pending,
        rated.responded_at is not null
        or rated.rating is not null
        or rated.recommendation is not null
        or rated.effort is not null
        or rated.is_resolved_for_customer is not null as was_answered,
        rated.rating >= assumptions.satisfied_minimum_rating as is_satisfied,
        rated.rating <= assumptions.low_rating_maximum as is_low,
        rated.effort >= assumptions.high_effort_minimum_rating as is_high_effort,
        rated.recommendation >= assumptions.promoter_minimum as is_promoter,
        rated.recommendation <= assumptions.detractor_maximum as is_detractor,
        rated.is_resolved_for_customer,
        coalesce(rated.sampling_method = 'targeted', false) as was_targeted,
        rated.was_reviewed,
        coalesce(
            {{ days_between('rated.responded_date', 'rated.first_submitted_date') }}
            <= assumptions.low_score_audit_days, false
        ) as was_reviewed_in_time,

        -- times
        rated.sent_at,
        rated.responded_at
    from rated
    inner join assumptions
        on
            rated.sent_date >= assumptions.valid_from_date
            and rated.sent_date < assumptions.valid_to_date
)

select * from final
