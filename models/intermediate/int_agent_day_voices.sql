-- Feedback, verified workplace events and assessments by agent and day.
-- Grain: one row per (agent_id, work_date) with any of them.
{{ config(materialized='table') }}
with

feedback as (
    select * from {{ ref('int_feedback_attributed_to_agents') }}
),

workplace_events as (
    select * from {{ ref('int_workplace_events_dated') }}
),

assessments as (
    select * from {{ ref('int_assessments_dated') }}
),

united as (
    select
        agent_id,
        work_date,
        'feedback' as kind,
        feedback_type as detail,
        is_verified,
        false as is_last_of_month,
        0 as points,
        0 as max_points
    from feedback
    union all
    select
        agent_id,
        work_date,
        'event' as kind,
        case
            when event_type = 'suggestion' and event_code = 'accepted' then 'accepted_suggestion'
            else event_type
        end as detail,
        true as is_verified,
        false as is_last_of_month,
        points,
        0 as max_points
    from workplace_events
    union all
    select
        agent_id,
        work_date,
        'assessment' as kind,
        assessment_type as detail,
        true as is_verified,
        is_last_of_month,
        points,
        max_points
    from assessments
),

final as (
    select
        -- keys
        agent_id,
        work_date,

        -- measures
        count(*) filter (where kind = 'feedback' and detail = 'complaint') as complaint_count,
        count(*) filter (
            where kind = 'feedback' and detail = 'complaint' and is_verified
        ) as verified_complaint_count,
        count(*) filter (where kind = 'feedback' and detail = 'praise') as praise_count,
        {%- for event in ['rule_breach', 'accepted_suggestion', 'patrol_finding'] %}
        count(*) filter (where kind = 'event' and detail = '{{ event }}') as {{ event }}_count,
        {%- endfor %}
        {%- for assessment in ['exam', 'typing_test', 'peer_review'] %}
        count(*) filter (where kind = 'assessment' and detail = '{{ assessment }}')
            as {{ assessment }}_count,
        {%- endfor %}
        count(*) filter (where kind = 'assessment' and detail = 'hygiene')
            as hygiene_inspection_count,
        count(*) filter (where kind = 'assessment' and detail = 'exam' and is_last_of_month)
            as last_exam_count,
        cast(coalesce(
            sum(points) filter (where kind = 'event' and detail = 'accepted_suggestion'), 0
        ) as decimal(18, 4)) as accepted_suggestion_points,
        {%- for measure in ['points', 'max_points'] %}
        cast(coalesce(
            sum({{ measure }}) filter (
                where kind = 'assessment' and detail = 'exam' and is_last_of_month
            ), 0
        ) as decimal(18, 4)) as last_exam_{{ measure }},
        {%- endfor %}
        {%- for assessment in ['exam', 'typing_test', 'hygiene', 'peer_review'] %}
        {%- for measure in ['points', 'max_points'] %}
        cast(coalesce(
            sum({{ measure }}) filter (where kind = 'assessment' and detail = '{{ assessment }}'), 0
        ) as decimal(18, 4)) as {{ assessment }}_{{ measure }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from united
    group by agent_id, work_date
)

select * from final
