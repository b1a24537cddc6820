-- KPIs that are the middle of what tickets took, which no sum of parts can give.
-- Grain: one row per (subject, period, kpi_id) with a resolved ticket.
with

ticket as (
    select * from {{ ref('fct_ticket') }}
    where is_resolved
),

kpi_fact as (
    select * from {{ ref('kpi_facts') }}
    where fact_name = 'fct_ticket'
),

kpi_term as (
    select * from {{ ref('kpi_terms') }}
    where side = 'observation'
),

period_date as (
    select * from {{ ref('dim_period_date') }}
),

ticket_parts as (
    select
        ticket.ticket_id,
        {{ parts_summed('ticket', 'fct_ticket') }}
    from ticket
    group by ticket.ticket_id
),

observations as (
    {{ parts_unpivoted('ticket_parts', 'fct_ticket', ['ticket_id']) }}
),

-- once for each kind of subject and type of period: nothing else fans out
final as (
    select
        -- keys
        kpi_fact.subject_type,
        case kpi_fact.subject_type
            when 'agent' then ticket.agent_id
            when 'team' then ticket.team_id
            when 'line' then ticket.business_line
            else kpi_fact.subject_type
        end as subject_id,
        period_date.period_type,
        period_date.period_start_date,
        kpi_term.kpi_id,

        -- measures
        median(kpi_term.coefficient * observations.part_value) as median_value,
        cast(count(*) as double) as denominator
    from observations
    inner join kpi_term on observations.part = kpi_term.part
    inner join ticket on observations.ticket_id = ticket.ticket_id
    inner join period_date on ticket.resolved_date = period_date.calendar_date
    cross join kpi_fact
    group by
        kpi_fact.subject_type,
        subject_id,
        period_date.period_type,
        period_date.period_start_date,
        kpi_term.kpi_id
)

select * from final
