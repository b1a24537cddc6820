-- Every gate of every card: the value it looked at and whether it tripped.
-- Grain: one row per (card_id, gate_id).
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

-- the days of the role where the person had several, else the whole period
looked_at as (
    select
        card_subject.card_id,
        gate.gate_id,
        kpi_value.kpi_value,
        kpi_value.denominator,
        kpi_value.status as kpi_status,
        coalesce(
            kpi_value.status in ('measured', 'provisional')
            and coalesce(kpi_value.denominator >= gate.minimum_denominator, true),
            false
        ) as has_value
    from card_subject
    inner join gate
        on
            card_subject.scheme_id = gate.scheme_id
            and card_subject.period_type = coalesce(gate.only_period_type, card_subject.period_type)
            and {{ is_in_force('gate', 'card_subject.period_start_date') }}
    left join kpi_value
        on
            card_subject.period_type = kpi_value.period_type
            and card_subject.period_start_date = kpi_value.period_start_date
            and gate.kpi_id = kpi_value.kpi_id
            and (
                (
                    card_subject.value_subject_type = kpi_value.subject_type
                    and card_subject.value_subject_id = kpi_value.subject_id
                )
                or (
                    card_subject.subject_type = kpi_value.subject_type
                    and card_subject.subject_id = kpi_value.subject_id
                )
            )
    qualify row_number() over (
        partition by card_subject.card_id, gate.gate_id
        order by
            case when kpi_value.subject_type = card_subject.value_subject_type then 1 else 2 end
    ) = 1
),

final as (
    select
        -- keys
        card_subject.card_id,
        card_subject.scheme_id,
        card_subject.subject_type,
        card_subject.subject_id,
        card_subject.period_type,
        card_subject.period_start_date,
        gate.gate_id,

        -- dimensions
        gate.kpi_id,
        gate.zeroed_group_id,
        gate.zeroed_item_id,
        gate.assumption_ids,
        case
            when looked_at.has_value then 'measured'
            when looked_at.kpi_status in ('measured', 'provisional', 'below_minimum')
                then 'below_minimum'
            else coalesce(looked_at.kpi_status, 'not_applicable')
        end as status,

        -- measures
        looked_at.kpi_value,
        looked_at.denominator,
        gate.threshold_value,

        -- flags
        -- a gate never trips on what could not be measured, unless it is one that spares
        case
            when not looked_at.has_value then gate.does_trip_without_value
            when gate.comparison = 'above' then looked_at.kpi_value > gate.threshold_value
            when gate.comparison = 'at_least' then looked_at.kpi_value >= gate.threshold_value
            when gate.comparison = 'below' then looked_at.kpi_value < gate.threshold_value
            when gate.comparison = 'at_most' then looked_at.kpi_value <= gate.threshold_value
        end as is_tripped,
        gate.is_against_star
    from looked_at
    inner join card_subject on looked_at.card_id = card_subject.card_id
    inner join gate
        on
            card_subject.scheme_id = gate.scheme_id
            and looked_at.gate_id = gate.gate_id
            and {{ is_in_force('gate', 'card_subject.period_start_date') }}
)

select * from final
