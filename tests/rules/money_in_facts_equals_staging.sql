-- Every amount of the ledger, the budget and the profit and loss of months that have begun is in
-- fct_team_day, to the cent.
with

costs as (
    select * from {{ ref('stg_costs') }}
),

results as (
    select * from {{ ref('stg_results') }}
),

centre as (
    select * from {{ ref('dim_centre') }}
),

team_day as (
    select * from {{ ref('fct_team_day') }}
),

staged as (
    select
        costs.entry_type || ' ' || costs.cost_type as claim,
        sum(costs.cost_amount) as amount
    from costs
    cross join centre
    where
        centre.data_through_date is null
        or costs.period_start_date <= centre.data_through_date
    group by claim
),

-- A company's own row is the whole; without it its lines are.
company_months as (
    select
        results.period_start_date,
        coalesce(
            max(results.revenue_amount) filter (where results.business_line = 'company'),
            sum(results.revenue_amount)
        ) as revenue_amount
    from results
    cross join centre
    where
        centre.data_through_date is null
        or results.period_start_date <= centre.data_through_date
    group by results.period_start_date
),

expected as (
    select
        claim,
        amount
    from staged
    union all
    select
        'revenue' as claim,
        sum(revenue_amount) as amount
    from company_months
),

in_facts as (
    {%- for entry_type, word in {'actual': 'cost', 'budget': 'budget'}.items() %}
    {%- for cost_type in ['labour', 'system', 'telecom', 'other'] %}
    select
        '{{ entry_type }} {{ cost_type }}' as claim,
        sum({{ cost_type }}_{{ word }}_amount) as amount
    from team_day
    union all
    {%- endfor %}
    {%- endfor %}
    select
        'revenue' as claim,
        sum(revenue_amount) as amount
    from team_day
)

select
    in_facts.claim,
    expected.amount as staged_amount,
    in_facts.amount as fact_amount
from in_facts
left join expected
    on in_facts.claim = expected.claim
where coalesce(in_facts.amount, 0) <> coalesce(expected.amount, 0)
