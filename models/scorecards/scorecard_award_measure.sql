-- What each candidate for an award reached in the KPIs it is measured by.
-- Grain: one row per (award_id, subject_type, subject_id, period_start_date, kpi_id).
with

award as (
    select * from {{ ref('awards') }}
),

award_measure as (
    select * from {{ ref('award_measures') }}
),

subject_period as (
    select * from {{ ref('kpi_subject_period') }}
    where is_known_period and subject_id != 'unknown'
),

kpi_value as (
    select * from {{ ref('kpi_value') }}
),

final as (
    select
        -- keys
        award.award_id,
        subject_period.subject_type,
        subject_period.subject_id,
        subject_period.period_type,
        subject_period.period_start_date,
        award_measure.kpi_id,

        -- measures
        kpi_value.kpi_value,
        award_measure.weight,
        -- from nought at the worst value to a hundred at the best; without them as it is
        cast(
            award_measure.weight
            * case
                when kpi_value.status not in ('measured', 'provisional') then null
                when award_measure.best_value is null then kpi_value.kpi_value
                else
                    100 * (kpi_value.kpi_value - award_measure.worst_value)
                    / (award_measure.best_value - award_measure.worst_value)
            end as decimal(18, 6)
        ) as measure_score,
        kpi_value.evidence_count,
        kpi_value.status,

        -- flags
        coalesce(kpi_value.status = 'provisional', false) as is_provisional
    from subject_period
    inner join award
        on
            subject_period.subject_type = award.subject_type
            and subject_period.period_type = award.period_type
            and award.role in (subject_period.role, 'any')
            and {{ is_in_force('award', 'subject_period.period_start_date') }}
    inner join award_measure
        on
            award.award_id = award_measure.award_id
            and {{ is_in_force('award_measure', 'subject_period.period_start_date') }}
    left join kpi_value
        on
            subject_period.subject_type = kpi_value.subject_type
            and subject_period.subject_id = kpi_value.subject_id
            and subject_period.period_type = kpi_value.period_type
            and subject_period.period_start_date = kpi_value.period_start_date
            and award_measure.kpi_id = kpi_value.kpi_id
)

select * from final
