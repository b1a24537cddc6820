-- Whether each card meets what it is asked, with the KPI that must fall short of its target.
-- Grain: one row per (scheme_id, subject_type, subject_id, period_start_date, condition_id).
with

condition as (
    select * from {{ ref('scorecard_condition') }}
),

kpi as (
    select * from {{ ref('kpis') }}
),

kpi_value as (
    select * from {{ ref('kpi_value') }}
),

kpi_target as (
    select * from {{ ref('kpi_target') }}
),

final as (
    select
        -- keys
        condition.scheme_id,
        condition.subject_type,
        condition.subject_id,
        condition.period_type,
        condition.period_start_date,
        condition.condition_id,

        -- dimensions
        condition.condition_type,
        condition.kpi_id,
        condition.assumption_ids,

        -- measures
        condition.attained_score,
        kpi_value.kpi_value,
        kpi_target.target_value,

        -- flags
        -- a value that could not be measured, or that nothing is asked of, is not below
        condition.is_card_met
        and (
            condition.kpi_id is null
            or coalesce(
                kpi_value.status in ('measured', 'provisional')
                and case kpi.direction
                    when 'higher' then kpi_value.kpi_value < kpi_target.target_value
                    when 'lower' then kpi_value.kpi_value > kpi_target.target_value
                end,
                false
            )
        ) as is_met,
        condition.is_provisional,

        -- times
        condition.period_end_date
    from condition
    left join kpi on condition.kpi_id = kpi.kpi_id
    left join kpi_value
        on
            condition.subject_type = kpi_value.subject_type
            and condition.subject_id = kpi_value.subject_id
            and condition.period_type = kpi_value.period_type
            and condition.period_start_date = kpi_value.period_start_date
            and condition.kpi_id = kpi_value.kpi_id
    left join kpi_target
        on
            condition.target_subject_type = kpi_target.subject_type
            and condition.target_subject_id = kpi_target.subject_id
            and condition.period_type = kpi_target.period_type
            and condition.period_start_date = kpi_target.period_start_date
            and condition.kpi_id = kpi_target.kpi_id
)

select * from final
