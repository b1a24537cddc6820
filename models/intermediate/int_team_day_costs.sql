-- Costs and budget of each team and line, month by month, by kind of cost.
-- Grain: one row per (team_id, business_line, work_date): the month's first day.
{%- set cost_types = ['labour', 'system', 'telecom', 'other'] %}
with

costs as (
    select * from {{ ref('stg_costs') }}
),

team_lines as (
    select * from {{ ref('int_team_lines') }}
),

data_span as (
    select * from {{ ref('int_data_span') }}
),

-- A budget reaches into the future: a month counts once it has begun.
begun as (
    select
        coalesce(costs.team_id, 'unknown') as team_id,
        coalesce(costs.business_line, team_lines.business_line, 'unknown') as business_line,
        cast(date_trunc('month', costs.period_start_date) as date) as work_date,
        costs.entry_type,
        costs.cost_type,
        costs.cost_amount
    from costs
    cross join data_span
    left join team_lines
        on costs.team_id = team_lines.team_id
    where
        data_span.data_through_date is null
        or costs.period_start_date <= data_span.data_through_date
),

final as (
    select
        -- keys
        team_id,
        business_line,
        work_date,

        -- measures
        {%- for entry_type, word in {'actual': 'cost', 'budget': 'budget'}.items() %}
        {%- set is_last_entry_type = loop.last %}
        {%- for cost_type in cost_types %}
        cast(coalesce(sum(cost_amount) filter (
            where entry_type = '{{ entry_type }}' and cost_type = '{{ cost_type }}'
        ), 0) as decimal(18, 2)) as {{ cost_type }}_{{ word }}_amount
        {%- if not (is_last_entry_type and loop.last) %},{% endif %}
        {%- endfor %}
        {%- endfor %}
    from begun
    group by team_id, business_line, work_date
)

select * from final
