-- What the simulation comes to for every agent and month: earned, deducted, net. It pays nothing.
-- Grain: one row per (agent_id, month_date).
with

pay_subject as (
    select * from {{ ref('pay_subject') }}
),

pay_line as (
    select * from {{ ref('pay_line') }}
),

totals as (
    select
        agent_id,
        month_date,
        sum(case when kind = 'earning' then amount else 0 end) as gross_amount,
        sum(case when kind = 'deduction' then amount else 0 end) as deduction_amount,
        sum(case when kind = 'floor' then amount else 0 end) as floor_amount,
        sum(amount) as net_amount,
        count(*) as line_count,
        count(*) filter (where status = 'rate_missing') as rate_missing_count,
        count(*) filter (where status = 'not_measured') as not_measured_count,
        count(*) filter (where status = 'flagged') as flag_count,
        bool_or(is_provisional) as is_provisional
    from pay_line
    group by agent_id, month_date
),

final as (
    select
        -- keys
        pay_subject.agent_id,
        pay_subject.month_date,

        -- dimensions
        pay_subject.post_code,
        pay_subject.plan_id,

        -- measures
        cast(case when pay_subject.is_on then totals.gross_amount end as decimal(18, 2))
            as gross_amount,
        cast(case when pay_subject.is_on then totals.deduction_amount end as decimal(18, 2))
            as deduction_amount,
        cast(case when pay_subject.is_on then totals.floor_amount end as decimal(18, 2))
            as floor_amount,
        cast(case when pay_subject.is_on then totals.net_amount end as decimal(18, 2))
            as net_amount,
        case
            when pay_subject.plan_id is null then 'no_plan'
            when not pay_subject.is_on then 'off'
            when totals.rate_missing_count + totals.not_measured_count > 0 then 'incomplete'
            else 'simulated'
        end as status,
        case
            when pay_subject.plan_id is null then 'no_pay_plan'
            when not pay_subject.is_on then 'post_is_off'
            when totals.rate_missing_count + totals.not_measured_count > 0
                then 'pay_is_incomplete'
        end as reason,

        -- extras
        coalesce(totals.line_count, 0) as line_count,
        coalesce(totals.rate_missing_count, 0) as rate_missing_count,
        coalesce(totals.not_measured_count, 0) as not_measured_count,
        coalesce(totals.flag_count, 0) as flag_count,
        'none' as sign_off_status,

        -- flags
        coalesce(totals.is_provisional, false) as is_provisional,
        true as is_simulation
    from pay_subject
    left join totals
        on
            pay_subject.agent_id = totals.agent_id
            and pay_subject.month_date = totals.month_date
)

select * from final
