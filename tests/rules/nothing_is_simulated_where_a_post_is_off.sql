-- A post that no seed switches on has no amount on any line, and everybody of a month has a row.
with

simulation as (
    select * from {{ ref('pay_simulation') }}
),

pay_line as (
    select * from {{ ref('pay_line') }}
),

post as (
    select * from {{ ref('pay_posts') }}
    where is_on
),

subject_period as (
    select * from {{ ref('kpi_subject_period') }}
    where
        subject_type = 'agent' and period_type = 'month' and is_known_period
        and subject_id != 'unknown'
),

switched_on as (
    select
        simulation.agent_id,
        simulation.month_date
    from simulation
    inner join post
        on
            simulation.post_code = post.post_code
            and {{ is_in_force('post', 'simulation.month_date') }}
)

select
    pay_line.agent_id,
    pay_line.month_date,
    pay_line.component_id as fault
from pay_line
left join switched_on
    on
        pay_line.agent_id = switched_on.agent_id
        and pay_line.month_date = switched_on.month_date
where
    (switched_on.agent_id is null) != (pay_line.amount is null)
    or (switched_on.agent_id is null) != (pay_line.status = 'off')
union all
select
    coalesce(simulation.agent_id, subject_period.subject_id) as agent_id,
    coalesce(simulation.month_date, subject_period.period_start_date) as month_date,
    'no row' as fault
from simulation
full outer join subject_period
    on
        simulation.agent_id = subject_period.subject_id
        and simulation.month_date = subject_period.period_start_date
where simulation.agent_id is null or subject_period.subject_id is null
