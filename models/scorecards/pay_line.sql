-- The payslip of the simulation: every component of every agent and month, its amount and why.
-- Grain: one row per (agent_id, month_date, component_id, rate_id).
with

item as (
    select * from {{ ref('pay_item') }}
),

amount as (
    select * from {{ ref('pay_amount') }}
),

measure as (
    select * from {{ ref('pay_measure') }}
),

recognition as (
    select * from {{ ref('pay_recognition') }}
),

kpi as (
    select * from {{ ref('kpis') }}
),

final as (
    select
        -- keys
        item.agent_id,
        item.month_date,
        item.component_id,
        item.rate_id,

        -- dimensions
        item.plan_id,
        item.post_code,
        item.component_order,
        item.component_name_en,
        item.component_name_zh,
        item.kind,
        item.method,
        item.unit,
        item.scheme_id,
        item.kpi_id,
        item.event_type,
        item.event_code,
        item.award_id,
        item.action_code,
        item.lower_bound,
        item.upper_bound,

        -- measures
        amount.quantity,
        amount.rate,
        amount.amount,
        measure.measured_value,
        measure.limit_value,
        amount.status,
        amount.reason,

        -- extras: what explains the line
        item.consequence_en,
        item.consequence_zh,
        case
            when item.event_type is not null then 'pay_event'
            when item.award_id is not null then 'scorecard_award'
            when item.action_code is not null then 'scorecard_action'
            when item.scheme_id is not null then 'scorecard_line'
            else kpi.evidence_model
        end as evidence_model,
        coalesce(measure.evidence_count, 0) as evidence_count,
        concat_ws(' ', nullif(item.assumption_ids, ''), measure.assumption_id) as assumption_ids,
        item.source,
        item.rate_source,

        -- flags
        coalesce(measure.is_provisional, false)
        or coalesce(recognition.is_provisional, false) as is_provisional,
        true as is_simulation
    from item
    inner join amount
        on
            item.agent_id = amount.agent_id
            and item.month_date = amount.month_date
            and item.component_id = amount.component_id
            and item.rate_id = amount.rate_id
    left join measure
        on
            item.agent_id = measure.agent_id
            and item.month_date = measure.month_date
            and item.component_id = measure.component_id
            and item.rate_id = measure.rate_id
    left join recognition
        on
            item.agent_id = recognition.agent_id
            and item.month_date = recognition.month_date
            and item.component_id = recognition.component_id
            and item.rate_id = recognition.rate_id
    left join kpi on item.kpi_id = kpi.kpi_id
)

select * from final
