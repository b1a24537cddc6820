-- Each target beside what its own scope reached in the period before.
-- Grain: one row per (subject_type, subject_id, period_type, period_start_date, kpi_id).
with

kpi_target as (
    select * from {{ ref('kpi_target') }}
),

kpi as (
    select * from {{ ref('kpis') }}
),

subject_period as (
    select * from {{ ref('kpi_subject_period') }}
),

kpi_value as (
    select * from {{ ref('kpi_value') }}
),

-- a target is compared where it was set: the nearest scope's own value, not that of those it binds
own_target as (
    select *
    from kpi_target
    where
        subject_type = scope_type
        and subject_id = scope_id
),

value_before as (
    select
        kpi_value.subject_type,
        kpi_value.subject_id,
        kpi_value.period_type,
        {{ add_days('subject_period.period_end_date', 1) }} as next_start_date,
        kpi_value.kpi_id,
        kpi_value.kpi_value
    from kpi_value
    inner join subject_period
        on
            kpi_value.subject_type = subject_period.subject_type
            and kpi_value.subject_id = subject_period.subject_id
            and kpi_value.period_type = subject_period.period_type
            and kpi_value.period_start_date = subject_period.period_start_date
    where kpi_value.status in ('measured', 'provisional')
),

final as (
    select
        -- keys
        own_target.subject_type,
        own_target.subject_id,
        own_target.period_type,
        own_target.period_start_date,
        own_target.kpi_id,

        -- measures
        own_target.target_value,
        value_before.kpi_value as value_before,

        -- flags
        case kpi.direction
            when 'higher' then own_target.target_value >= value_before.kpi_value
            when 'lower' then own_target.target_value <= value_before.kpi_value
        end as is_challenging
    from own_target
    inner join kpi on own_target.kpi_id = kpi.kpi_id
    left join value_before
        on
            own_target.subject_type = value_before.subject_type
            and own_target.subject_id = value_before.subject_id
            and own_target.period_type = value_before.period_type
            and own_target.period_start_date = value_before.next_start_date
            and own_target.kpi_id = value_before.kpi_id
)

select * from final
