-- What events take from an item: each by itself, or the total of their kind over the period.
-- Grain: one row per (card, item_id, deduction_id) that applies.
with

item as (
    select * from {{ ref('scorecard_item') }}
    where status = 'scored' and scoring_method = 'deduct_per_event'
),

deduction as (
    select * from {{ ref('scheme_deductions') }}
),

agent_event as (
    select * from {{ ref('kpi_event') }}
),

-- what may deduct: each event by itself, and the total of its kind over the period
candidate as (
    select
        item.scheme_id,
        item.subject_type,
        item.subject_id,
        item.period_start_date,
        item.item_id,
        deduction.deduction_id,
        deduction.counts,
        case when deduction.counts = 'each_event' then agent_event.event_id end as counted_event_id,
        count(*) as event_count,
        sum(agent_event.quantity) as quantity
    from item
    inner join deduction
        on
            item.scheme_id = deduction.scheme_id
            and item.item_id = deduction.item_id
            and {{ is_in_force('deduction', 'item.period_start_date') }}
    inner join agent_event
        on
            item.subject_type = 'agent'
            and item.subject_id = agent_event.agent_id
            and agent_event.work_date between item.period_start_date and item.period_end_date
            and deduction.event_type = agent_event.event_type
            and coalesce(deduction.event_code, agent_event.event_code, '')
            = coalesce(agent_event.event_code, '')
    group by
        item.scheme_id,
        item.subject_type,
        item.subject_id,
        item.period_start_date,
        item.item_id,
        deduction.deduction_id,
        deduction.counts,
        counted_event_id
),

applied as (
    select
        candidate.scheme_id,
        candidate.subject_type,
        candidate.subject_id,
        candidate.period_start_date,
        candidate.item_id,
        candidate.deduction_id,
        candidate.event_count,
        deduction.assumption_ids,
        deduction.does_void_item,
        deduction.maximum_points,
        deduction.points_per_event + deduction.points_per_unit * candidate.quantity as points
    from candidate
    inner join deduction
        on
            candidate.scheme_id = deduction.scheme_id
            and candidate.item_id = deduction.item_id
            and candidate.deduction_id = deduction.deduction_id
            and {{ is_in_force('deduction', 'candidate.period_start_date') }}
            and {{ is_in_band('candidate.quantity', 'deduction') }}
),

final as (
    select
        -- keys
        scheme_id,
        subject_type,
        subject_id,
        period_start_date,
        item_id,
        deduction_id,

        -- dimensions
        assumption_ids,

        -- measures
        cast(sum(event_count) as bigint) as event_count,
        cast(least(sum(points), coalesce(maximum_points, sum(points))) as decimal(12, 4))
            as deducted_points,

        -- flags
        does_void_item
    from applied
    group by
        scheme_id,
        subject_type,
        subject_id,
        period_start_date,
        item_id,
        deduction_id,
        assumption_ids,
        maximum_points,
        does_void_item
)

select * from final
