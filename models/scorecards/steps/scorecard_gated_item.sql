-- Items that a gate sets to nought, by themselves or with their group.
-- Grain: one row per (scheme_id, subject_type, subject_id, period_start_date, item_id) that is hit.
with

gate as (
    select * from {{ ref('scorecard_gate') }}
    where is_tripped
),

scheme_item as (
    select * from {{ ref('scheme_items') }}
),

final as (
    select
        -- keys
        gate.scheme_id,
        gate.subject_type,
        gate.subject_id,
        gate.period_start_date,
        scheme_item.item_id,

        -- dimensions
        -- several gates may hit one item: the first by name is shown
        min(gate.gate_id) as gate_id,
        max(gate.assumption_ids) as assumption_ids
    from gate
    inner join scheme_item
        on
            gate.scheme_id = scheme_item.scheme_id
            and {{ is_in_force('scheme_item', 'gate.period_start_date') }}
            and (
                scheme_item.item_id = gate.zeroed_item_id
                or scheme_item.group_id = gate.zeroed_group_id
            )
    group by
        gate.scheme_id,
        gate.subject_type,
        gate.subject_id,
        gate.period_start_date,
        scheme_item.item_id
)

select * from final
