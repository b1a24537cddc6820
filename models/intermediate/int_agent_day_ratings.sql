-- Ratings by managers and peers, exams on the business, courses, inspections of a leader's team.
-- Grain: one row per (agent_id, work_date) with any of them.
{{ config(materialized='table') }}
{%- set manager_groups = [
    'support_strength', 'organisation_dispatch', 'response_speed', 'cooperation', 'adaptability',
    'learning_ability', 'appraisal',
] %}
with

assessments as (
    select * from {{ ref('int_assessments_dated') }}
),

training_effects as (
    select * from {{ ref('int_training_effects') }}
),

led_team_inspections as (
    select * from {{ ref('int_led_team_inspections') }}
),

-- What one peer says in one month is one voice, of however many items, on the day of the last one.
peer_voices as (
    select
        agent_id,
        max(work_date) as work_date,
        cast(avg(100 * points / max_points) as decimal(18, 4)) as points
    from assessments
    where assessment_type = 'peer_review' and max_points > 0
    group by agent_id, rater_id, date_trunc('month', work_date)
),

united as (
    select
        agent_id,
        work_date,
        case assessment_type
            when 'exam' then item_group
            when 'peer_review' then 'peer_' || item_group
            else item_group || '_review'
        end as kind,
        cast(100 * points / max_points as decimal(18, 4)) as points,
        100 as max_points
    from assessments
    where
        assessment_type in ('manager_review', 'peer_review', 'exam')
        and item_group is not null and max_points > 0
    union all
    select
        agent_id,
        work_date,
        'peer_voice' as kind,
        points,
        100 as max_points
    from peer_voices
    union all
    select
        agent_id,
        work_date,
        'training_effect' as kind,
        training_delta_points as points,
        0 as max_points
    from training_effects
    union all
    select
        agent_id,
        work_date,
        'led_team_hygiene' as kind,
        points,
        max_points
    from led_team_inspections
),

final as (
    select
        -- keys
        agent_id,
        work_date,

        -- measures
        {%- for group in manager_groups %}
        count(*) filter (where kind = '{{ group }}_review') as {{ group }}_review_count,
        {%- endfor %}
        count(*) filter (where kind = 'peer_cooperation') as peer_cooperation_count,
        count(*) filter (where kind = 'business_knowledge') as business_knowledge_exam_count,
        count(*) filter (where kind = 'peer_voice') as peer_rater_count,
        count(*) filter (where kind = 'training_effect') as training_effect_count,
        count(*) filter (where kind = 'led_team_hygiene') as led_team_hygiene_inspection_count,
        {%- for kind, name in [
            ('support_strength_review', 'support_strength_review'),
            ('organisation_dispatch_review', 'organisation_dispatch_review'),
            ('response_speed_review', 'response_speed_review'),
            ('cooperation_review', 'cooperation_review'),
            ('adaptability_review', 'adaptability_review'),
            ('learning_ability_review', 'learning_ability_review'),
            ('appraisal_review', 'appraisal_review'),
            ('peer_cooperation', 'peer_cooperation'),
            ('business_knowledge', 'business_knowledge_exam'),
            ('peer_voice', 'peer_rater'),
            ('training_effect', 'training_delta'),
            ('led_team_hygiene', 'led_team_hygiene'),
        ] %}
        cast(coalesce(sum(points) filter (where kind = '{{ kind }}'), 0) as decimal(18, 4))
            as {{ name }}_points,
        {%- endfor %}
        cast(coalesce(
            sum(max_points) filter (where kind = 'led_team_hygiene'), 0
        ) as decimal(18, 4)) as led_team_hygiene_max_points
    from united
    group by agent_id, work_date
)

select * from final
