-- The net of every simulated month is the sum of its lines to the last digit, not below the floor.
with

simulation as (
    select * from {{ ref('pay_simulation') }}
),

pay_line as (
    select * from {{ ref('pay_line') }}
),

floor_rate as (
    select * from {{ ref('pay_item') }}
    where method = 'floor'
),

sums as (
    select
        agent_id,
        month_date,
        sum(amount) as line_sum
    from pay_line
    group by agent_id, month_date
)

select
    simulation.agent_id,
    simulation.month_date,
    simulation.net_amount,
    sums.line_sum,
    floor_rate.rate as floor_amount
from simulation
full outer join sums
    on simulation.agent_id = sums.agent_id and simulation.month_date = sums.month_date
left join floor_rate
    on simulation.agent_id = floor_rate.agent_id and simulation.month_date = floor_rate.month_date
where
    simulation.agent_id is null
    or simulation.net_amount is distinct from sums.line_sum
    or simulation.net_amount < floor_rate.rate
    or simulation.net_amount
    is distinct from
    simulation.gross_amount + simulation.deduction_amount + simulation.floor_amount
