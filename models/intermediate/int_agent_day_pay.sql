-- Pay of each person and month, and their quota of contacts, on the first day they were there.
-- Grain: one row per (agent_id, work_date).
with

pay_items as (
    select * from {{ ref('stg_pay_items') }}
),

assignments as (
    select * from {{ ref('stg_assignments') }}
),

legs_by_day as (
    select * from {{ ref('int_agent_day_legs') }}
),

pay_by_month as (
    select
        agent_id,
        cast(date_trunc('month', period_start_date) as date) as month_date,
        sum(pay_amount) as pay_amount,
        sum(pay_amount) filter (where component_code = 'base') as base_pay_amount,
        sum(pay_amount) filter (where component_code = 'performance_bonus')
            as performance_bonus_amount,
        max(quota_quantity) as quota_quantity
    from pay_items
    group by agent_id, cast(date_trunc('month', period_start_date) as date)
),

handled_by_month as (
    select
        agent_id,
        cast(date_trunc('month', work_date) as date) as month_date,
        sum(handled_count) as handled_count
    from legs_by_day
    group by agent_id, cast(date_trunc('month', work_date) as date)
),

-- Who joins in mid-month had no team on the first.
first_days as (
    select
        pay_by_month.agent_id,
        pay_by_month.month_date,
        min(greatest(assignments.valid_from_date, pay_by_month.month_date)) as first_date
    from pay_by_month
    inner join assignments
        on
            pay_by_month.agent_id = assignments.agent_id
            and assignments.valid_from_date < {{ add_months('pay_by_month.month_date', 1) }}
            and (
                assignments.valid_to_date > pay_by_month.month_date
                or assignments.valid_to_date is null
            )
    group by pay_by_month.agent_id, pay_by_month.month_date
),

final as (
    select
        -- keys
        pay_by_month.agent_id,
        coalesce(first_days.first_date, pay_by_month.month_date) as work_date,

        -- measures
        cast(case
            when pay_by_month.quota_quantity > 0 then coalesce(handled_by_month.handled_count, 0)
            else 0
        end as bigint) as quota_handled_count,
        cast(round(coalesce(pay_by_month.quota_quantity, 0)) as bigint) as quota_contact_count,
        {%- for measure in ['pay_amount', 'base_pay_amount', 'performance_bonus_amount'] %}
        cast(coalesce(pay_by_month.{{ measure }}, 0) as decimal(18, 4)) as {{ measure }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from pay_by_month
    left join first_days
        on
            pay_by_month.agent_id = first_days.agent_id
            and pay_by_month.month_date = first_days.month_date
    left join handled_by_month
        on
            pay_by_month.agent_id = handled_by_month.agent_id
            and pay_by_month.month_date = handled_by_month.month_date
)

select * from final
