-- Whatever agents did is done by one team, one line and the centre: all four levels agree.
with

kpi_value as (
    select * from {{ ref('kpi_value') }}
),

kpi as (
    select * from {{ ref('kpis') }}
    where calculation = 'sum'
),

kpi_subject_type as (
    select * from {{ ref('kpi_subject_type') }}
    where subject_type = 'agent'
),

sums as (
    select
        kpi_value.kpi_id,
        kpi_value.period_type,
        kpi_value.period_start_date,
        sum(kpi_value.numerator) filter (where kpi_value.subject_type = 'agent') as agent_sum,
        sum(kpi_value.numerator) filter (where kpi_value.subject_type = 'team') as team_sum,
        sum(kpi_value.numerator) filter (where kpi_value.subject_type = 'line') as line_sum,
        sum(kpi_value.numerator) filter (where kpi_value.subject_type = 'centre') as centre_sum
    from kpi_value
    inner join kpi on kpi_value.kpi_id = kpi.kpi_id
    inner join kpi_subject_type on kpi.kpi_id = kpi_subject_type.kpi_id
    group by kpi_value.kpi_id, kpi_value.period_type, kpi_value.period_start_date
)

select
    kpi_id,
    period_type,
    period_start_date,
    agent_sum,
    team_sum,
    line_sum,
    centre_sum
from sums
where
    -- money and points are doubles here: noise below a millionth is no difference
    round(coalesce(agent_sum, 0) - coalesce(centre_sum, 0), 6) != 0
    or round(coalesce(team_sum, 0) - coalesce(centre_sum, 0), 6) != 0
    or round(coalesce(line_sum, 0) - coalesce(centre_sum, 0), 6) != 0
