-- Numbers that KPIs and cards rest on, one column each, for every stretch of days they hold.
-- Grain: one row per (valid_from_date).
with

assumptions as (
    select * from {{ ref('assumptions') }}
),

change_dates as (
    select valid_from_date as change_date from assumptions
    union distinct
    select valid_to_date as change_date from assumptions
    where valid_to_date is not null
),

stretches as (
    select
        change_date as valid_from_date,
        coalesce(
            lead(change_date) over (order by change_date), date '9999-12-31'
        ) as valid_to_date
    from change_dates
),

-- no fan-out after the group: a name holds one value at a time
final as (
    select
        -- keys
        stretches.valid_from_date,
        stretches.valid_to_date,

        -- measures
        {{ assumption_values([
            'volatility_minimum_offered_count', 'minimum_peer_group', 'workload_minimum_seconds',
            'attrition_window_days', 'attrition_minimum_contact_count', 'attrition_year_days',
            'top_performer_retention_days', 'below_standard_limit_count',
            'own_quality_minimum_handled_count'
        ]) }},
        {{ assumption_values([
            'interval_z', 'attrition_handle_time_rise', 'attrition_vitality_fall',
            'standard_minimum_share', 'top_performer_share'
        ], 'double') }}
    from stretches
    left join assumptions
        on
            assumptions.valid_from_date <= stretches.valid_from_date
            and (
                stretches.valid_from_date < assumptions.valid_to_date
                or assumptions.valid_to_date is null
            )
    group by stretches.valid_from_date, stretches.valid_to_date
)

select * from final
