-- QA work by the one who did it: evaluations made, and issues they missed.
-- Grain: one row per (agent_id, work_date) of an evaluator; agent_id is the evaluator.
{{ config(materialized='table') }}
with

qa_evaluations as (
    select * from {{ ref('stg_qa_evaluations') }}
),

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

day_segments as (
    select * from {{ ref('int_agent_day_segments') }}
),

-- What a machine evaluated is nobody's work.
evaluated as (
    select
        coalesce(evaluator_id, 'unknown') as agent_id,
        coalesce(missed_issue_count, 0) as missed_issue_count,
        evaluated_at
    from qa_evaluations
    where sampling_method is null or sampling_method <> 'ai_full'
),

dated as (
    {{ with_work_date('evaluated', 'evaluated_at') }}
),

final as (
    select
        -- keys
        agent_id,
        work_date,

        -- measures
        count(*) as qa_evaluation_done_count,
        cast(sum(missed_issue_count) as bigint) as missed_issue_count
    from dated
    group by agent_id, work_date
)

select * from final
