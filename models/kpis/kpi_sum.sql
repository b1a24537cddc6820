-- KPIs that are one weighted sum of parts, or one over another.
-- Grain: one row per (subject, period, kpi_id) that has any part.
with

part_agent_day as (
    select * from {{ ref('kpi_part_agent_day') }}
),

part_agent_in_role as (
    select * from {{ ref('kpi_part_agent_in_role') }}
),

part_queue_interval as (
    select * from {{ ref('kpi_part_queue_interval') }}
),

part_line_day as (
    select * from {{ ref('kpi_part_line_day') }}
),

part_team_day as (
    select * from {{ ref('kpi_part_team_day') }}
),

kpi_term as (
    select * from {{ ref('kpi_term_by_period') }}
),

parts as (
    select * from part_agent_day
    union all
    select * from part_agent_in_role
    union all
    select * from part_queue_interval
    union all
    select * from part_line_day
    union all
    select * from part_team_day
),

final as (
    select
        -- keys
        parts.subject_type,
        parts.subject_id,
        parts.period_type,
        parts.period_start_date,
        kpi_term.kpi_id,

        -- measures
        coalesce(
            sum(kpi_term.coefficient * parts.part_value) filter (where kpi_term.side = 'numerator'),
            0
        ) as numerator,
        sum(kpi_term.coefficient * parts.part_value)
        filter (where kpi_term.side = 'denominator') as denominator,
        sum(kpi_term.coefficient * parts.part_value)
        filter (where kpi_term.side = 'evidence') as evidence
    from parts
    inner join kpi_term
        on
            parts.part = kpi_term.part
            and parts.period_type = kpi_term.period_type
    group by
        parts.subject_type,
        parts.subject_id,
        parts.period_type,
        parts.period_start_date,
        kpi_term.kpi_id
)

select * from final
