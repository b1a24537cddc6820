-- What events take from an item: each by itself, or the total of their kind over the period.
-- Grain: one row per (card_id, item_id, deduction_id) that applies.
with

card_subject as (
    select * from {{ ref('scorecard_subject') }}
),

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
        item.card_id,
        item.item_id,
        item.scheme_id,
        item.period_start_date,
        deduction.deduction_id,
        case when deduction.counts = 'each_event' then agent_event.event_id end as counted_event_id,
        count(*) as event_count,
        sum(agent_event.quantity) as quantity
    from item
    inner join card_subject on item.card_id = card_subject.card_id
    inner join deduction
        on
            item.scheme_id = deduction.scheme_id
            and item.item_id = deduction.item_id
            and {{ is_in_force('deduction', 'item.period_start_date') }}
    inner join agent_event
        on
            card_subject.subject_type = 'agent'
            and card_subject.subject_id = agent_event.agent_id
            and agent_event.work_date between item.period_start_date and item.period_end_date
            and deduction.event_type = agent_event.event_type
            and coalesce(deduction.event_code, agent_event.event_code, '')
            = coalesce(agent_event.event_code, '')
            -- who held several roles answers in each for its own days
            and (
                card_subject.value_subject_type = 'agent'
                or card_subject.role = agent_event.role
            )
    group by
        item.card_id,
        item.item_id,
        item.scheme_id,
        item.period_start_date,
        deduction.deduction_id,
        counted_event_id
),

applied as (
    select
        candidate.card_id,
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

summed as (
    select
        card_id,
        item_id,
        deduction_id,
        assumption_ids,
        does_void_item,
        cast(sum(event_count) as bigint) as event_count,
        cast(least(sum(points), coalesce(maximum_points, sum(points))) as decimal(12, 4))
            as deducted_points
    from applied
    group by card_id, item_id, deduction_id, assumption_ids, maximum_points, does_void_item
),

final as (
    select
        -- keys
        summed.card_id,
        card_subject.scheme_id,
        card_subject.subject_type,
        card_subject.subject_id,
        card_subject.period_type,
        card_subject.period_start_date,
        summed.item_id,
        summed.deduction_id,

        -- dimensions
        summed.assumption_ids,

        -- measures
        summed.event_count,
        summed.deducted_points,

        -- flags
        summed.does_void_item
    from summed
    inner join card_subject on summed.card_id = card_subject.card_id
)

select * from final
