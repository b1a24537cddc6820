-- Contacts whose script both a person of QA and speech analytics judged.
-- Grain: one row per (interaction_id) that both judged.
with

speech_analytics as (
    select * from {{ ref('stg_speech_analytics') }}
),

qa_evaluations as (
    select * from {{ ref('stg_qa_evaluations') }}
),

qa_items as (
    select * from {{ ref('stg_qa_items') }}
),

-- The newest evaluation by a person. Tie-break: the evaluation's id.
judged_by_people as (
    select
        qa_evaluations.interaction_id,
        coalesce(qa_items.has_passed, qa_items.points >= qa_items.max_points)
        and not coalesce(qa_items.has_violation, false) as is_passed_by_people
    from qa_evaluations
    inner join qa_items
        on
            qa_evaluations.evaluation_id = qa_items.evaluation_id
            and qa_items.item_code = 'script'
    where qa_evaluations.sampling_method is null or qa_evaluations.sampling_method <> 'ai_full'
    qualify row_number() over (
        partition by qa_evaluations.interaction_id
        order by qa_evaluations.evaluated_at desc, qa_evaluations.evaluation_id desc
    ) = 1
),

final as (
    select
        -- keys
        speech_analytics.interaction_id,

        -- flags
        speech_analytics.is_script_compliant as is_passed_by_machine,
        judged_by_people.is_passed_by_people
    from speech_analytics
    inner join judged_by_people
        on speech_analytics.interaction_id = judged_by_people.interaction_id
    where speech_analytics.is_script_compliant is not null
)

select * from final
