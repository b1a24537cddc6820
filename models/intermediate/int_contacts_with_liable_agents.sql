-- The one agent of a contact in whom QA found a fatal error or a violation, if it is just one.
-- Grain: one row per (interaction_id) with exactly one such agent.
with

qa_evaluations as (
    select * from {{ ref('stg_qa_evaluations') }}
),

qa_items as (
    select * from {{ ref('stg_qa_items') }}
),

legs as (
    select * from {{ ref('int_legs') }}
),

violations as (
    select distinct evaluation_id from qa_items
    where has_violation
),

-- No fan-out: an evaluation is one row, and so is its mark.
faulted as (
    select distinct
        qa_evaluations.interaction_id,
        qa_evaluations.agent_id
    from qa_evaluations
    left join violations
        on qa_evaluations.evaluation_id = violations.evaluation_id
    where qa_evaluations.has_fatal_error or violations.evaluation_id is not null
),

-- QA can only blame somebody who handled the contact; an agent of two legs counts once.
final as (
    select
        -- keys
        legs.interaction_id,

        -- dimensions
        max(legs.agent_id) as liable_agent_id,

        -- times
        max(legs.work_date) as liable_work_date
    from legs
    inner join faulted
        on
            legs.interaction_id = faulted.interaction_id
            and legs.agent_id = faulted.agent_id
    where legs.is_handled
    group by legs.interaction_id
    having count(distinct legs.agent_id) = 1
)

select * from final
