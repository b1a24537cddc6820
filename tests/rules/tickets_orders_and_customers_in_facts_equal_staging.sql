-- Tickets, orders, leads, profiles and lifetime value: what was staged is in fct_agent_day, to the
-- cent, unattributed ones too.
with

tickets as (
    select * from {{ ref('stg_tickets') }}
),

orders as (
    select * from {{ ref('stg_orders') }}
),

leads as (
    select * from {{ ref('stg_leads') }}
),

profile_changes as (
    select * from {{ ref('stg_profile_changes') }}
),

customer_values as (
    select * from {{ ref('stg_customer_values') }}
),

contact_agents as (
    select * from {{ ref('int_contacts_attributed_to_agents') }}
),

reopenings as (
    select * from {{ ref('int_ticket_reopenings') }}
),

tasks as (
    select * from {{ ref('stg_ticket_tasks') }}
),

centre as (
    select * from {{ ref('dim_centre') }}
),

agent_days as (
    select * from {{ ref('fct_agent_day') }}
),

-- All moves of one customer are the last value less the first.
value_moves as (
    select
        customer_values.customer_id,
        max_by(customer_values.lifetime_value_amount, customer_values.snapshot_date)
        - min_by(customer_values.lifetime_value_amount, customer_values.snapshot_date) as amount
    from customer_values
    cross join centre
    where
        centre.data_through_date is null
        or customer_values.snapshot_date <= centre.data_through_date
    group by customer_values.customer_id
),

staged as (
    select
        'tickets ended' as claim,
        count(*) as amount
    from tickets
    where coalesce(resolved_at, closed_at) is not null
    union all
    select
        'tickets by hand' as claim,
        count(*) as amount
    from tickets
    where entry_method = 'manual'
    union all
    select
        'tickets reopened' as claim,
        count(*) as amount
    from reopenings
    union all
    select
        'required fields' as claim,
        coalesce(sum(required_field_count), 0) as amount
    from tickets
    union all
    select
        'visits' as claim,
        count(*) as amount
    from tasks
    where task_type = 'field_visit' and visit_at is not null
    union all
    select
        'sales' as claim,
        coalesce(sum(order_amount), 0) as amount
    from orders
    where order_status = 'success'
    union all
    select
        'sold on recommendation' as claim,
        coalesce(sum(order_amount), 0) as amount
    from orders
    where order_status = 'success' and order_source = 'after_sales_recommendation'
    union all
    select
        'marketing points' as claim,
        coalesce(sum(marketing_points), 0) as amount
    from orders
    where order_status = 'success'
    union all
    select
        'leads' as claim,
        count(*) as amount
    from leads
    union all
    select
        'changes of key fields' as claim,
        count(*) as amount
    from profile_changes
    where is_key_field
    union all
    select
        'contacts served' as claim,
        count(*) as amount
    from contact_agents
    union all
    select
        'lifetime value' as claim,
        coalesce(sum(amount), 0) as amount
    from value_moves
),

in_facts as (
    {%- for claim, parts in {
        'tickets ended': ['ticket_finished_count'],
        'tickets by hand': ['manual_ticket_count'],
        'tickets reopened': ['ticket_reopened_count'],
        'required fields': ['required_ticket_field_count'],
        'visits': ['field_visit_count'],
        'sales': ['sales_amount'],
        'sold on recommendation': ['derived_revenue_amount'],
        'marketing points': ['marketing_points'],
        'leads': ['lead_count'],
        'changes of key fields': ['key_profile_change_count'],
        'contacts served': ['served_contact_count'],
        'lifetime value': ['lifetime_value_change_amount', 'unserved_value_change_amount'],
    }.items() %}
    select
        '{{ claim }}' as claim,
        coalesce(sum({{ parts | join(' + ') }}), 0) as amount
    from agent_days
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select
    staged.claim,
    staged.amount as staged_amount,
    in_facts.amount as fact_amount
from staged
inner join in_facts
    on staged.claim = in_facts.claim
where staged.amount <> in_facts.amount
