-- Which fact each part lives in, as the facts' own contracts say.
-- Grain: one row per part.
with

kpi_fact as (
    select distinct fact_name from {{ ref('kpi_facts') }}
),

fact_part as (
    {{ parts_of_facts([
        'fct_agent_day', 'fct_queue_interval', 'fct_line_day', 'fct_team_day', 'fct_ticket',
    ]) }}
),

final as (
    select
        -- keys
        fact_part.part,

        -- dimensions
        fact_part.fact_name
    from fact_part
    inner join kpi_fact on fact_part.fact_name = kpi_fact.fact_name
)

select * from final
