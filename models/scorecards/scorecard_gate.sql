-- Every gate of every card: the value it looked at and whether it tripped.
-- Grain: one row per (scheme_id, subject_type, subject_id, period_start_date, gate_id).
with

card_subject as (
    select * from {{ ref('scorecard_subject') }}
),

gate as (
    select * from {{ ref('scheme_gates') }}
),

kpi_value as (
    select * from {{ ref('kpi_value') }}
),

final as (
    select
        -- keys
        card_subject.scheme_id,
        card_subject.subject_type,
        card_subject.subject_id,
        card_subject.period_start_date,
        gate.gate_id,

        -- dimensions
        gate.kpi_id,
        gate.zeroed_group_id,
        gate.zeroed_item_id,
        gate.assumption_ids,

        -- measures
        kpi_value.kpi_value,
        gate.threshold_value,

        -- flags
        -- a gate never trips on what could not be measured
        coalesce(
            kpi_value.status in ('measured', 'provisional')
            and case gate.comparison
                when 'above' then kpi_value.kpi_value > gate.threshold_value
                when 'at_least' then kpi_value.kpi_value >= gate.threshold_value
                when 'below' then kpi_value.kpi_value < gate.threshold_value
                when 'at_most' then kpi_value.kpi_value <= gate.threshold_value
            end,
            false
        ) as is_tripped,
        gate.is_against_star
    from card_subject
    inner join gate
        on
            card_subject.scheme_id = gate.scheme_id
            and {{ is_in_force('gate', 'card_subject.period_start_date') }}
    left join kpi_value
        on
            card_subject.subject_type = kpi_value.subject_type
            and card_subject.subject_id = kpi_value.subject_id
            and card_subject.period_type = kpi_value.period_type
            and card_subject.period_start_date = kpi_value.period_start_date
            and gate.kpi_id = kpi_value.kpi_id
)

select * from final
