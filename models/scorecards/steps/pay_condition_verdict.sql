-- Whether the conditions of a component hold, all together: over the month, or on how many days.
-- Grain: one row per (agent_id, month_date, component_id) with conditions.
with

condition_value as (
    select * from {{ ref('pay_condition_value') }}
),

-- One condition that is not met decides; one that could not be judged leaves it open.
by_period as (
    select
        agent_id,
        month_date,
        component_id,
        period_start_date,
        case
            when bool_or(is_met = false) then false
            when bool_or(is_met is null) then null
            else true
        end as is_met,
        min(case when is_met is null then reason end) as reason,
        bool_or(is_provisional) as is_provisional,
        min(assumption_id) as assumption_id,
        count(*) as condition_count,
        min(judged_value) as judged_value,
        min(threshold_value) as threshold_value
    from condition_value
    group by agent_id, month_date, component_id, period_start_date
),

-- the value and the limit are told where there is only one of each
final as (
    select
        -- keys
        agent_id,
        month_date,
        component_id,

        -- dimensions
        min(reason) as reason,
        min(assumption_id) as assumption_id,

        -- measures
        count(*) filter (where is_met) as met_count,
        case when count(*) = 1 and max(condition_count) = 1 then min(judged_value) end
            as measured_value,
        case when max(condition_count) = 1 then min(threshold_value) end as limit_value,

        -- flags
        count(is_met) > 0 as is_judged,
        bool_or(is_provisional) as is_provisional
    from by_period
    group by agent_id, month_date, component_id
)

select * from final
