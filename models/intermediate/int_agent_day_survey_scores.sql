-- Sub-scores of surveys by agent and day of the contact: points and how many gave them.
-- Grain: one row per (agent_id, work_date) with a survey.
{{ config(materialized='table') }}
with

survey_answers as (
    select * from {{ ref('int_survey_answers_attributed_to_agents') }}
),

final as (
    select
        -- keys
        agent_id,
        work_date,

        -- measures
        {%- for score in [
            'resolution', 'attitude', 'speed', 'convenience', 'empathy', 'friendliness',
            'professionalism', 'resonance', 'brand_delivery', 'effort',
        ] %}
        count({{ score }}_rating) filter (where not is_excluded) as {{ score }}_rating_count,
        cast(coalesce(sum({{ score }}_rating) filter (where not is_excluded), 0) as decimal(18, 4))
            as {{ score }}_rating_points,
        {%- endfor %}
        count(*) filter (where is_high_effort and not is_excluded) as high_effort_rating_count
    from survey_answers
    group by agent_id, work_date
)

select * from final
