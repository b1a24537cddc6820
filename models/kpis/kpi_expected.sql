-- Every KPI that every subject must have in every period, measured or not.
-- Grain: one row per (subject_type, subject_id, period_type, period_start_date, kpi_id).
with

subject_period as (
    select * from {{ ref('kpi_subject_period') }}
),

subject_type as (
    select * from {{ ref('kpi_subject_type') }}
),

kpi as (
    select * from {{ ref('kpis') }}
),

period_type as (
    select * from {{ ref('period_types') }}
),

raw_table as (
    select * from {{ ref('dim_raw_table') }}
),

centre as (
    select * from {{ ref('dim_centre') }}
),

assumption as (
    select * from {{ ref('kpi_assumption_in_force') }}
),

-- a need is one table, or several of which one is enough: attendance|agent_states
need as (
    select
        kpi_id,
        {{ each_word('raw_tables') }} as need
    from kpi
),

unmet_need as (
    select need.kpi_id
    from need
    inner join raw_table
        on contains('|' || need.need || '|', '|' || raw_table.raw_table || '|')
    group by need.kpi_id, need.need
    having max(raw_table.row_count) = 0
),

without_raw_table as (
    select distinct kpi_id from unmet_need
),

kpi_by_period_type as (
    select
        kpi.kpi_id,
        kpi.calculation,
        kpi.minimum_denominator,
        kpi.maturity_days,
        kpi.interval_method,
        period_type.period_type,
        subject_type.subject_type,
        without_raw_table.kpi_id is not null as is_without_raw_table
    from kpi
    inner join period_type as finest on kpi.finest_period = finest.period_type
    inner join period_type on finest.period_order <= period_type.period_order
    inner join subject_type on kpi.kpi_id = subject_type.kpi_id
    left join without_raw_table on kpi.kpi_id = without_raw_table.kpi_id
),

final as (
    select
        -- keys
        subject_period.subject_type,
        subject_period.subject_id,
        subject_period.period_type,
        subject_period.period_start_date,
        kpi_by_period_type.kpi_id,

        -- dimensions
        kpi_by_period_type.interval_method,
        case kpi_by_period_type.calculation
            when 'value_over_target' then 'no_target'
            when 'index' then 'no_target'
            when 'change' then 'no_earlier_value'
            else 'denominator_is_zero'
        end as no_value_reason,

        -- measures
        kpi_by_period_type.minimum_denominator,
        assumption.interval_z,

        -- flags
        kpi_by_period_type.calculation = 'sum' as is_sum,
        kpi_by_period_type.is_without_raw_table,
        -- a running period has less than the whole one it is compared with
        coalesce(
            (kpi_by_period_type.maturity_days > 0 or kpi_by_period_type.calculation = 'change')
            and {{ add_days('subject_period.period_end_date', 'kpi_by_period_type.maturity_days') }}
            > centre.data_through_date,
            false
        ) as is_maturing,

        -- times
        {{ add_days('subject_period.period_end_date', 'kpi_by_period_type.maturity_days') }}
            as final_on_date
    from subject_period
    inner join kpi_by_period_type
        on
            subject_period.subject_type = kpi_by_period_type.subject_type
            and subject_period.period_type = kpi_by_period_type.period_type
    cross join centre
    left join assumption
        on {{ is_in_force('assumption', 'subject_period.period_start_date') }}
)

select * from final
