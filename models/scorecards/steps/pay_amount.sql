-- What each component comes to, the floor included, and what stands behind the amount.
-- Grain: one row per (agent_id, month_date, component_id, rate_id).
with

item as (
    select * from {{ ref('pay_item') }}
),

quantity as (
    select * from {{ ref('pay_quantity') }}
),

-- what has no rate or could not be measured comes to nothing, and says so; what is off to no amount
computed as (
    select
        item.agent_id,
        item.month_date,
        item.component_id,
        item.rate_id,
        quantity.reason,
        quantity.quantity,
        quantity.rate,
        case
            when not item.is_on then 'off'
            when not quantity.is_measured then 'not_measured'
            when quantity.quantity = 0 then 'nothing_due'
            when item.kind = 'flag' then 'flagged'
            when quantity.rate is null then 'rate_missing'
            else 'simulated'
        end as status,
        cast(
            case
                when item.is_on
                    then round(
                        coalesce(item.sign_factor * quantity.quantity * quantity.rate, 0), 2
                    )
            end as decimal(18, 2)
        ) as amount
    from item
    inner join quantity
        on
            item.agent_id = quantity.agent_id
            and item.month_date = quantity.month_date
            and item.component_id = quantity.component_id
            and item.rate_id = quantity.rate_id
),

totals as (
    select
        agent_id,
        month_date,
        sum(amount) as amount
    from computed
    group by agent_id, month_date
),

-- the floor is a line of its own: what is missing up to it
floors as (
    select
        item.agent_id,
        item.month_date,
        item.component_id,
        item.rate_id,
        item.is_on,
        cast(greatest(item.rate - totals.amount, 0) as decimal(18, 2)) as raised_amount
    from item
    left join totals
        on item.agent_id = totals.agent_id and item.month_date = totals.month_date
    where item.method = 'floor'
),

final as (
    select
        -- keys
        agent_id,
        month_date,
        component_id,
        rate_id,

        -- dimensions
        status,
        case
            when status = 'off' then 'post_is_off'
            when status = 'rate_missing' then 'rate_missing'
            else reason
        end as reason,

        -- measures
        case when status != 'off' then quantity end as quantity,
        rate,
        amount
    from computed
    union all
    select
        agent_id,
        month_date,
        component_id,
        rate_id,
        case
            when not is_on then 'off'
            when raised_amount > 0 then 'simulated'
            else 'nothing_due'
        end as status,
        case when not is_on then 'post_is_off' end as reason,
        cast(
            case when is_on then case when raised_amount > 0 then 1 else 0 end end
            as decimal(18, 4)
        ) as quantity,
        cast(raised_amount as decimal(18, 4)) as rate,
        case when is_on then raised_amount end as amount
    from floors
)

select * from final
