-- A component has what its method needs, a rate and a condition have their component, and the
-- bands of a rate leave no gap.
{{ config(meta={'what_to_do':
    'Name a component that pay_components has in that plan, and give each what its method needs.'}) }}
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

-- bands of one component and post, one after the other
followed_bands as (
    select
        {{ row_key(['plan_id', 'component_id', 'rate_id', 'post_code', 'valid_from_date']) }}
            as row_key,
        upper_bound,
        is_upper_inclusive,
        lead(lower_bound) over bands as next_lower_bound,
        lead(is_lower_inclusive) over bands as is_next_lower_inclusive,
        lead(rate_id) over bands as next_rate_id
    from rate
    window bands as (
        partition by plan_id, component_id, post_code, valid_from_date
        order by lower_bound asc nulls first
    )
),

conditions as (
    select
        {{ row_key([
            'condition_row.plan_id',
            'condition_row.component_id',
            'condition_row.condition_id',
            'condition_row.valid_from_date',
        ]) }} as row_key,
        case
            when component.component_id is null
                then 'pay_components has no ' || condition_row.component_id || ' in that plan'
            when (condition_row.kpi_id is null) = (condition_row.event_types is null)
                then 'it asks a KPI or events, one of the two'
            when (condition_row.threshold_value is null) = (condition_row.assumption_name is null)
                then 'it has threshold_value or assumption_name, one of the two'
        end as reason
    from condition_row
    left join component
        on
            condition_row.plan_id = component.plan_id
            and condition_row.component_id = component.component_id
),

components as (
    select distinct
        {{ row_key(['component.plan_id', 'component.component_id', 'component.valid_from_date']) }}
            as row_key,
        case
            when rate.rate_id is null then 'pay_rates has none of it'
            when
                (component.method in ('per_event', 'per_event_unit'))
                != (component.event_type is not null)
                then component.method || ' and event_type do not fit'
            when (component.event_type is not null) != (component.counts is not null)
                then 'event_type and counts come together'
            when
                (component.method in ('by_score', 'share_by_score', 'share_by_action'))
                != (rate.scheme_id is not null)
                then component.method || ' and scheme_id of its pay_rates do not fit'
            when (component.method = 'award') != (component.award_id is not null)
                then component.method || ' and award_id do not fit'
            when (component.method = 'share_by_action') != (component.action_code is not null)
                then component.method || ' and action_code do not fit'
            when (component.method = 'floor') != (component.kind = 'floor')
                then 'method and kind are floor together'
            when component.method = 'per_day' and condition_row.condition_id is null
                then 'per_day, and pay_conditions has none of it'
            when
                component.kpi_id is null
                and (
                    component.event_type is not null
                    or component.method
                    in (
                        'per_unit',
                        'per_unit_by_quota',
                        'by_level',
                        'share_by_score',
                        'share_by_action'
                    )
                )
                then component.method || ' without its KPI'
            when rate.rate is not null and rate.assumption_name is not null
                then 'its rate ' || rate.rate_id || ' has a rate and an assumption_name'
        end as reason
    from component
    left join rate
        on component.plan_id = rate.plan_id and component.component_id = rate.component_id
    left join condition_row
        on
            component.plan_id = condition_row.plan_id
            and component.component_id = condition_row.component_id
)

select
    'pay_rates' as seed,
    row_key,
    'a gap or an overlap between its upper bound and the lower bound of ' || next_rate_id as reason
from followed_bands
where
    next_rate_id is not null
    and (
        upper_bound is distinct from next_lower_bound
        or is_upper_inclusive = is_next_lower_inclusive
    )
union all
select
    'pay_rates' as seed,
    {{ row_key([
        'rate.plan_id',
        'rate.component_id',
        'rate.rate_id',
        'rate.post_code',
        'rate.valid_from_date',
    ]) }} as row_key,
    'pay_components has no ' || rate.component_id || ' in that plan' as reason
from rate
left join component
    on rate.plan_id = component.plan_id and rate.component_id = component.component_id
where component.component_id is null
union all
select
    'pay_conditions' as seed,
    row_key,
    reason
from conditions
where reason is not null
union all
select
    'pay_components' as seed,
    row_key,
    reason
from components
where reason is not null
