-- Paid time is productive, idle, internal or external, to the second, on every day of every agent.
with

agent_days as (
    select * from {{ ref('fct_agent_day') }}
),

final as (
    select
        agent_id,
        work_date,
        paid_seconds,
        productive_seconds,
        idle_seconds,
        internal_shrinkage_seconds,
        external_shrinkage_seconds
    from agent_days
    where
        paid_seconds <> productive_seconds + idle_seconds
        + internal_shrinkage_seconds + external_shrinkage_seconds
        or least(
            productive_seconds, idle_seconds, internal_shrinkage_seconds,
            external_shrinkage_seconds, paid_seconds
        ) < 0
        or frontline_paid_seconds > paid_seconds
        or frontline_internal_shrinkage_seconds > internal_shrinkage_seconds
        or frontline_external_shrinkage_seconds > external_shrinkage_seconds
)

select * from final
