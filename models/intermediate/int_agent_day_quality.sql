-- QA points by agent and day of the evaluation.
-- Grain: one row per (agent_id, work_date) with a scored evaluation.
{{ config(materialized='table') }}
with

qa_evaluations as (
    select * from {{ ref('int_qa_evaluations_scored') }}
),

-- An evaluation with neither a total nor items says nothing and is not counted.
final as (
    select
        -- keys
        agent_id,
        work_date,

        -- measures
        count(*) as qa_evaluation_count,
        cast(sum(total_points) as decimal(18, 4)) as qa_total_points,
        cast(sum(service_standard_points) as decimal(18, 4)) as service_standard_points,
        cast(sum(service_standard_max_points) as decimal(18, 4)) as service_standard_max_points,
        cast(sum(handling_ability_points) as decimal(18, 4)) as handling_ability_points,
        cast(sum(handling_ability_max_points) as decimal(18, 4)) as handling_ability_max_points,
        count(*) filter (where has_fatal_error) as fatal_error_count
    from qa_evaluations
    where total_points is not null
    group by agent_id, work_date
)

select * from final
