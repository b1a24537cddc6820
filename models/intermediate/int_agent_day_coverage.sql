-- Handled legs that QA looked at, by agent and day of the leg.
-- Grain: one row per (agent_id, work_date) with a handled leg.
{{ config(materialized='table') }}
with

legs as (
    select * from {{ ref('int_legs') }}
),

qa_evaluations as (
    select * from {{ ref('stg_qa_evaluations') }}
),

speech_analytics as (
    select * from {{ ref('stg_speech_analytics') }}
),

evaluated_agents as (
    select
        interaction_id,
        agent_id,
        bool_or(sampling_method is null or sampling_method <> 'ai_full') as is_evaluated_by_people
    from qa_evaluations
    where interaction_id is not null
    group by interaction_id, agent_id
),

-- No fan-out: one row per contact and agent, one per analysed contact.
covered as (
    select
        legs.agent_id,
        legs.work_date,
        coalesce(evaluated_agents.is_evaluated_by_people, false) as is_covered_by_people,
        evaluated_agents.interaction_id is not null
        or speech_analytics.interaction_id is not null as is_covered
    from legs
    left join evaluated_agents
        on
            legs.interaction_id = evaluated_agents.interaction_id
            and legs.agent_id = evaluated_agents.agent_id
    left join speech_analytics
        on legs.interaction_id = speech_analytics.interaction_id
    where legs.is_handled
),

final as (
    select
        -- keys
        agent_id,
        work_date,

        -- measures
        count(*) filter (where is_covered_by_people) as people_covered_leg_count,
        count(*) filter (where is_covered) as covered_leg_count
    from covered
    group by agent_id, work_date
)

select * from final
