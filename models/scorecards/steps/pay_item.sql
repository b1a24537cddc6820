-- Every component of every agent's pay plan with the rate that holds for their post.
-- Grain: one row per (agent_id, month_date, component_id, rate_id).
with

pay_subject as (
    select * from {{ ref('pay_subject') }}
),

component as (
    select * from {{ ref('pay_components') }}
),

rate as (
    select * from {{ ref('pay_rates') }}
),

assumption as (
    select * from {{ ref('assumptions') }}
),

-- A rate of the post comes before the one for any post; a component without either is not the
-- post's. Of several wordings the one in force on the month's first day holds.
matched as (
    select
        pay_subject.agent_id,
        pay_subject.month_date,
        pay_subject.month_end_date,
        pay_subject.post_code,
        pay_subject.month_part,
        pay_subject.is_on,
        component.*,
        rate.rate_id,
        rate.scheme_id,
        rate.lower_bound,
        rate.is_lower_inclusive,
        rate.upper_bound,
        rate.is_upper_inclusive,
        rate.assumption_ids as rate_assumption_ids,
        rate.source as rate_source,
        cast(coalesce(rate.rate, assumption.value) as decimal(18, 4)) as rate,
        assumption.assumption_id as rate_assumption_id
    from pay_subject
    inner join component
        on
            pay_subject.plan_id = component.plan_id
            and {{ is_in_force('component', 'pay_subject.month_date') }}
    inner join rate
        on
            component.plan_id = rate.plan_id
            and component.component_id = rate.component_id
            and rate.post_code in (pay_subject.post_code, 'any')
            and {{ is_in_force('rate', 'pay_subject.month_date') }}
    left join assumption
        on
            rate.assumption_name = assumption.assumption_name
            and {{ is_in_force('assumption', 'pay_subject.month_date') }}
    qualify
        rank() over (
            partition by pay_subject.agent_id, pay_subject.month_date, component.component_id
            order by case when rate.post_code = 'any' then 1 else 0 end
        ) = 1
),

final as (
    select
        -- keys
        agent_id,
        month_date,
        component_id,
        rate_id,

        -- dimensions
        plan_id,
        post_code,
        component_order,
        component_name_en,
        component_name_zh,
        kind,
        method,
        unit,
        kpi_id,
        event_type,
        event_code,
        counts,
        case_group,
        award_id,
        action_code,
        scheme_id,
        consequence_en,
        consequence_zh,
        concat_ws(' ', assumption_ids, rate_assumption_ids, rate_assumption_id) as assumption_ids,
        source,
        rate_source,

        -- measures
        unit_size,
        lower_bound,
        upper_bound,
        rate,
        case when is_prorated then month_part else cast(1 as decimal(18, 4)) end as month_part,
        cast(case kind when 'earning' then 1 when 'deduction' then -1 else 0 end as bigint)
            as sign_factor,

        -- flags
        is_lower_inclusive,
        is_upper_inclusive,
        is_on,

        -- times
        month_end_date
    from matched
)

select * from final
