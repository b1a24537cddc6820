-- Points and passes of single QA questions by agent and day of the evaluation.
-- Grain: one row per (agent_id, work_date) with a QA item.
{{ config(materialized='table') }}
with

qa_items as (
    select * from {{ ref('stg_qa_items') }}
),

qa_evaluations as (
    select * from {{ ref('int_qa_evaluations_scored') }}
),

-- An item whose evaluation never came is the unknown agent's. Where the form does not say whether
-- an item passed, full points do. No fan-out: one row per evaluation.
items_by_agent as (
    select
        coalesce(qa_evaluations.agent_id, 'unknown') as agent_id,
        coalesce(qa_evaluations.work_date, {{ unknown_date() }}) as work_date,
        qa_items.evaluation_id,
        qa_items.item_code,
        qa_items.points,
        qa_items.max_points,
        coalesce(qa_items.has_passed, qa_items.points >= qa_items.max_points) as has_passed,
        coalesce(qa_items.has_violation, false) as has_violation,
        coalesce(qa_items.has_violation, false)
        and (qa_items.item_code = 'privacy' or qa_items.violation_type = 'privacy')
            as has_privacy_violation
    from qa_items
    left join qa_evaluations
        on qa_items.evaluation_id = qa_evaluations.evaluation_id
),

final as (
    select
        -- keys
        agent_id,
        work_date,

        -- measures
        {%- for code in ['voice', 'attitude', 'wording', 'language', 'etiquette', 'warmth',
            'empathy', 'emotion_stability', 'stress', 'problem_solving'] %}
        count(*) filter (where item_code = '{{ code }}') as qa_{{ code }}_count,
        {%- for measure in ['points', 'max_points'] %}
        cast(
            coalesce(sum({{ measure }}) filter (where item_code = '{{ code }}'), 0)
            as decimal(18, 4)
        ) as qa_{{ code }}_{{ measure }},
        {%- endfor %}
        {%- endfor %}
        {%- for code in ['script', 'answer_accuracy', 'info_accuracy', 'polite'] %}
        count(*) filter (where item_code = '{{ code }}') as qa_{{ code }}_count,
        count(*) filter (where item_code = '{{ code }}' and has_passed)
            as qa_{{ code }}_passed_count,
        {%- endfor %}
        count(distinct evaluation_id) as qa_itemised_evaluation_count,
        count(distinct evaluation_id) filter (where has_violation) as qa_violating_evaluation_count,
        count(*) filter (where has_violation) as qa_violation_count,
        count(*) filter (where has_privacy_violation) as privacy_violation_count
    from items_by_agent
    group by agent_id, work_date
)

select * from final
