-- What each component of each agent's plan rests on: the KPI, the conditions, the events, the card.
-- Grain: one row per (agent_id, month_date, component_id, rate_id).
with

item as (
    select * from {{ ref('pay_item') }}
    where method != 'floor'
),

kpi_value as (
    select * from {{ ref('kpi_value') }}
    where subject_type = 'agent' and period_type = 'month'
),

condition_verdict as (
    select * from {{ ref('pay_condition_verdict') }}
),

pay_event as (
    select * from {{ ref('pay_event') }}
),

card as (
    select * from {{ ref('scorecard') }}
    where subject_type = 'agent' and period_type = 'month' and status = 'scored'
),

charged as (
    select
        agent_id,
        month_date,
        component_id,
        rate_id,
        sum(quantity) filter (where is_charged) as quantity,
        count(*) as event_count,
        bool_or(not is_charged) as is_charged_elsewhere
    from pay_event
    group by agent_id, month_date, component_id, rate_id
),

-- no fan-out: one row a month of each KPI, verdict, sum of events and card
final as (
    select
        -- keys
        item.agent_id,
        item.month_date,
        item.component_id,
        item.rate_id,

        -- dimensions
        case
            when
                item.kpi_id is not null
                and coalesce(kpi_value.status, 'missing') not in ('measured', 'provisional')
                then coalesce(kpi_value.reason, 'denominator_is_zero')
            when condition_verdict.is_judged = false
                then coalesce(condition_verdict.reason, 'denominator_is_zero')
            when item.scheme_id is not null and card.subject_id is null then 'no_score'
        end as missing_reason,
        condition_verdict.assumption_id,

        -- measures
        cast(round(kpi_value.numerator, 4) as decimal(18, 4)) as kpi_numerator,
        cast(round(kpi_value.denominator, 4) as decimal(18, 4)) as kpi_denominator,
        cast(round(kpi_value.kpi_value, 4) as decimal(18, 4)) as unit_value,
        coalesce(condition_verdict.met_count, 1) as met_count,
        condition_verdict.measured_value,
        condition_verdict.limit_value,
        coalesce(charged.quantity, 0) as event_quantity,
        cast(round(card.attained_score / 100, 4) as decimal(18, 4)) as score_part,
        cast(
            case
                when item.event_type is not null then coalesce(charged.event_count, 0)
                when item.scheme_id is not null then coalesce(card.scored_item_count, 0)
                else coalesce(kpi_value.evidence_count, 0)
            end as bigint
        ) as evidence_count,

        -- flags
        coalesce(charged.is_charged_elsewhere, false) as is_charged_elsewhere,
        coalesce(kpi_value.status = 'provisional', false)
        or coalesce(condition_verdict.is_provisional, false)
        or coalesce(card.is_provisional, false) as is_provisional
    from item
    left join kpi_value
        on
            item.agent_id = kpi_value.subject_id
            and item.month_date = kpi_value.period_start_date
            and item.kpi_id = kpi_value.kpi_id
    left join condition_verdict
        on
            item.agent_id = condition_verdict.agent_id
            and item.month_date = condition_verdict.month_date
            and item.component_id = condition_verdict.component_id
    left join charged
        on
            item.agent_id = charged.agent_id
            and item.month_date = charged.month_date
            and item.component_id = charged.component_id
            and item.rate_id = charged.rate_id
    left join card
        on
            item.agent_id = card.subject_id
            and item.month_date = card.period_start_date
            and item.scheme_id = card.scheme_id
)

select * from final
