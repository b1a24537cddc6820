-- Earnings add, deductions take, flags are no money, and every amount is quantity times rate.
select
    agent_id,
    month_date,
    component_id,
    rate_id,
    kind,
    amount
from {{ ref('pay_line') }}
where
    (kind in ('earning', 'floor') and amount < 0)
    or (kind = 'deduction' and amount > 0)
    or (kind = 'flag' and amount != 0)
    or (
        status in ('simulated', 'nothing_due')
        and kind != 'flag'
        and amount
        != case kind when 'deduction' then -1 else 1 end * round(quantity * coalesce(rate, 0), 2)
    )
    or (status in ('rate_missing', 'not_measured') and amount != 0)
    or (status = 'rate_missing' and rate is not null)
    or (status = 'simulated' and (rate is null or quantity is null or quantity = 0))
