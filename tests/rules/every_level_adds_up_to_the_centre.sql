-- Numerators and denominators that are sums add up: those of all agents, teams, queues and lines
-- (the unknown ones too) are the centre's, in every period, for every KPI that knows the level.
-- Agents of several roles are in the sum as agents: their roles would count their days twice.
with

kpi_value as (
    select * from {{ ref('kpi_value') }}
),

kpi as (
    select * from {{ ref('kpis') }}
    where calculation in ('sum', 'sum_over_sum')
),

kpi_subject_type as (
    select * from {{ ref('kpi_subject_type') }}
    where subject_type not in ('centre', 'agent_in_role')
),

sums as (
    select
        kpi_value.kpi_id,
        kpi_value.period_type,
        kpi_value.period_start_date,
        kpi_value.subject_type,
        sum(kpi_value.numerator) as numerator,
        sum(coalesce(kpi_value.denominator, 0)) as denominator
    from kpi_value
    inner join kpi on kpi_value.kpi_id = kpi.kpi_id
    group by
        kpi_value.kpi_id,
        kpi_value.period_type,
        kpi_value.period_start_date,
        kpi_value.subject_type
),

centre_sums as (
    select * from sums
    where subject_type = 'centre'
),

-- A level without anybody in a period has no row: its sum is nought.
final as (
    select
        centre_sums.kpi_id,
        centre_sums.period_type,
        centre_sums.period_start_date,
        kpi_subject_type.subject_type,
        centre_sums.numerator as centre_numerator,
        sums.numerator,
        centre_sums.denominator as centre_denominator,
        sums.denominator
    from centre_sums
    inner join kpi_subject_type on centre_sums.kpi_id = kpi_subject_type.kpi_id
    left join sums
        on
            centre_sums.kpi_id = sums.kpi_id
            and centre_sums.period_type = sums.period_type
            and centre_sums.period_start_date = sums.period_start_date
            and kpi_subject_type.subject_type = sums.subject_type
    where
        abs(coalesce(sums.numerator, 0) - centre_sums.numerator)
        > 0.000001 * greatest(abs(centre_sums.numerator), 1)
        or abs(coalesce(sums.denominator, 0) - centre_sums.denominator)
        > 0.000001 * greatest(abs(centre_sums.denominator), 1)
)

select * from final
