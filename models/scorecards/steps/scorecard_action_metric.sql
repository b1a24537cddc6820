-- The metric a person is furthest behind with, for the actions that ask for one.
-- Grain: one row per (scheme_id, subject_type, subject_id, period_start_date, action_code).
with

raised as (
    select * from {{ ref('scorecard_action_raised') }}
),

action_metric as (
    select * from {{ ref('action_metrics') }}
),

kpi as (
    select * from {{ ref('kpis') }}
    where direction in ('higher', 'lower')
),

kpi_value as (
    select * from {{ ref('kpi_value') }}
    where status in ('measured', 'provisional')
),

kpi_target as (
    select * from {{ ref('kpi_target') }}
),

subject_period as (
    select * from {{ ref('kpi_subject_period') }}
),

own_value as (
    select
        raised.scheme_id,
        raised.subject_type,
        raised.subject_id,
        raised.period_type,
        raised.period_start_date,
        raised.action_code,
        action_metric.kpi_id,
        kpi.direction,
        kpi_value.kpi_value,
        subject_period.business_line
    from raised
    inner join action_metric
        on
            raised.action_code = action_metric.action_code
            and {{ is_in_force('action_metric', 'raised.period_start_date') }}
    inner join kpi on action_metric.kpi_id = kpi.kpi_id
    inner join kpi_value
        on
            raised.subject_type = kpi_value.subject_type
            and raised.subject_id = kpi_value.subject_id
            and raised.period_type = kpi_value.period_type
            and raised.period_start_date = kpi_value.period_start_date
            and action_metric.kpi_id = kpi_value.kpi_id
    inner join subject_period
        on
            raised.subject_type = subject_period.subject_type
            and raised.subject_id = subject_period.subject_id
            and raised.period_type = subject_period.period_type
            and raised.period_start_date = subject_period.period_start_date
),

-- the goal is the target that binds the person, else what the whole line reached
compared as (
    select
        own_value.*,
        coalesce(kpi_target.target_value, line_value.kpi_value) as goal_value,
        case when kpi_target.target_value is null then 'line_value' else 'target' end as goal_basis
    from own_value
    left join kpi_target
        on
            own_value.subject_type = kpi_target.subject_type
            and own_value.subject_id = kpi_target.subject_id
            and own_value.period_type = kpi_target.period_type
            and own_value.period_start_date = kpi_target.period_start_date
            and own_value.kpi_id = kpi_target.kpi_id
    left join kpi_value as line_value
        on
            line_value.subject_type = 'line'
            and own_value.business_line = line_value.subject_id
            and own_value.period_type = line_value.period_type
            and own_value.period_start_date = line_value.period_start_date
            and own_value.kpi_id = line_value.kpi_id
),

measured as (
    select
        *,
        case direction when 'higher' then goal_value - kpi_value else kpi_value - goal_value end
        / nullif(goal_value, 0) as shortfall_ratio
    from compared
),

-- Tie-break: the id of the KPI. Who is behind with none of them has no weakest metric.
final as (
    select
        -- keys
        scheme_id,
        subject_type,
        subject_id,
        period_type,
        period_start_date,
        action_code,

        -- dimensions
        kpi_id as weakest_kpi_id,
        goal_basis,

        -- measures
        kpi_value as weakest_kpi_value,
        goal_value
    from measured
    where shortfall_ratio > 0
    qualify row_number() over (
        partition by scheme_id, subject_type, subject_id, period_start_date, action_code
        order by shortfall_ratio desc, kpi_id asc
    ) = 1
)

select * from final
