-- Replies that came due, and predictions of categories, by the agent who answers for them.
-- Grain: one row per (agent_id, work_date) with any of them.
{{ config(materialized='table') }}
with

promises as (
    select * from {{ ref('int_ticket_promises') }}
),

predictions as (
    select * from {{ ref('int_ticket_predictions') }}
),

united as (
    select
        agent_id,
        work_date,
        1 as reply_due,
        case when is_missed then 1 else 0 end as missed_reply,
        0 as predicted,
        0 as predicted_right
    from promises
    union all
    select
        agent_id,
        work_date,
        0 as reply_due,
        0 as missed_reply,
        1 as predicted,
        case when is_right then 1 else 0 end as predicted_right
    from predictions
),

final as (
    select
        -- keys
        agent_id,
        work_date,

        -- measures
        cast(sum(reply_due) as bigint) as reply_due_count,
        cast(sum(missed_reply) as bigint) as missed_reply_count,
        cast(sum(predicted) as bigint) as ticket_prediction_count,
        cast(sum(predicted_right) as bigint) as right_ticket_prediction_count
    from united
    group by agent_id, work_date
)

select * from final
