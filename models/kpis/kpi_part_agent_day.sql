-- What agents did in each period, part by part: of agents, teams, lines and the centre.
-- Grain: one row per (subject_type, subject_id, period_type, period_start_date, part).
with

agent_day as (
    select * from {{ ref('fct_agent_day') }}
),

kpi_fact as (
    select * from {{ ref('kpi_facts') }}
    where fact_name = 'fct_agent_day' and subject_type != 'agent_in_role'
),

period_date as (
    select * from {{ ref('dim_period_date') }}
),

by_subject as (
    {{ parts_by_subject(
        'agent_day',
        'fct_agent_day',
        {'agent': 'agent_id', 'team': 'team_id', 'line': 'business_line'},
    ) }}
),

by_period as (
    {{ parts_by_period('by_subject', 'fct_agent_day') }}
),

unpivoted as (
    {{ parts_unpivoted(
        'by_period',
        'fct_agent_day',
        ['subject_type', 'subject_id', 'period_type', 'period_start_date'],
    ) }}
),

-- noughts add nothing and would be most of the rows: kpi_value has them again as nought
final as (
    select
        -- keys
        subject_type,
        subject_id,
        period_type,
        period_start_date,
        part,

        -- measures
        part_value
    from unpivoted
    where part_value != 0
)

select * from final
