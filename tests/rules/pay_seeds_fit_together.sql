-- A component has what its method needs, a rate and a condition have their component, and on any
-- day each holds in one wording.
with

component as (
    select * from {{ ref('pay_components') }}
),

rate as (
    select * from {{ ref('pay_rates') }}
),

condition_row as (
    select * from {{ ref('pay_conditions') }}
),

post as (
    select * from {{ ref('pay_posts') }}
),

plan as (
    select * from {{ ref('pay_plans') }}
),

wordings as (
    select
        'plan ' || plan_id as decision,
        valid_from_date,
        valid_to_date
    from plan
    union all
    select
        'post ' || post_code as decision,
        valid_from_date,
        valid_to_date
    from post
    union all
    select
        'component ' || plan_id || ' ' || component_id as decision,
        valid_from_date,
        valid_to_date
    from component
    union all
    select
        'rate ' || plan_id || ' ' || component_id || ' ' || rate_id || ' ' || post_code as decision,
        valid_from_date,
        valid_to_date
    from rate
    union all
    select
        'condition ' || plan_id || ' ' || component_id || ' ' || condition_id as decision,
        valid_from_date,
        valid_to_date
    from condition_row
),

followed as (
    select
        decision,
        valid_from_date,
        valid_to_date,
        lead(valid_from_date) over (partition by decision order by valid_from_date)
            as next_from_date
    from wordings
),

-- bands of one component and post, one after the other
followed_bands as (
    select
        rate.plan_id || ' ' || rate.component_id || ' ' || rate.post_code as decision,
        rate.upper_bound,
        rate.is_upper_inclusive,
        lead(rate.lower_bound) over bands as next_lower_bound,
        lead(rate.is_lower_inclusive) over bands as is_next_lower_inclusive,
        lead(rate.rate_id) over bands as next_rate_id
    from rate
    window bands as (
        partition by rate.plan_id, rate.component_id, rate.post_code, rate.valid_from_date
        order by rate.lower_bound asc nulls first
    )
)

select 'two wordings at a time: ' || decision as fault
from followed
where
    valid_to_date <= valid_from_date
    or (next_from_date is not null and (valid_to_date is null or valid_to_date > next_from_date))
union all
select 'a gap or an overlap of bands: ' || decision as fault
from followed_bands
where
    next_rate_id is not null
    and (
        upper_bound is distinct from next_lower_bound
        or is_upper_inclusive = is_next_lower_inclusive
    )
union all
select 'no such component: ' || rate.plan_id || ' ' || rate.component_id as fault
from rate
left join component
    on rate.plan_id = component.plan_id and rate.component_id = component.component_id
where component.component_id is null
union all
select 'no such component: ' || condition_row.plan_id || ' ' || condition_row.component_id as fault
from condition_row
left join component
    on
        condition_row.plan_id = component.plan_id
        and condition_row.component_id = component.component_id
where
    component.component_id is null
    or (condition_row.kpi_id is null) = (condition_row.event_types is null)
    or (condition_row.threshold_value is null) = (condition_row.assumption_name is null)
union all
select 'not what the method needs: ' || component.plan_id || ' ' || component.component_id as fault
from component
left join rate
    on component.plan_id = rate.plan_id and component.component_id = rate.component_id
left join condition_row
    on
        component.plan_id = condition_row.plan_id
        and component.component_id = condition_row.component_id
where
    rate.rate_id is null
    or (component.method in ('per_event', 'per_event_unit')) != (component.event_type is not null)
    or (component.event_type is not null) != (component.counts is not null)
    or (component.method in ('by_score', 'share_by_score')) != (rate.scheme_id is not null)
    or (component.method = 'floor') != (component.kind = 'floor')
    or (component.method = 'per_day' and condition_row.condition_id is null)
    or (
        component.method
        in ('per_unit', 'per_unit_by_quota', 'by_level', 'share_by_score', 'top_of_post')
        and component.kpi_id is null
    )
    or (component.event_type is not null and component.kpi_id is null)
    or (rate.rate is not null and rate.assumption_name is not null)
