-- Every KPI of every subject in every period, with what its value is worth.
-- Grain: one row per (subject_type, subject_id, period_type, period_start_date, kpi_id).
with

expected as (
    select * from {{ ref('kpi_expected') }}
),

computed as (
    select * from {{ ref('kpi_computed') }}
),

-- parts that are nought were left out on the way: here they are nought again
measured as (
    select
        expected.subject_type,
        expected.subject_id,
        expected.period_type,
        expected.period_start_date,
        expected.kpi_id,
        expected.minimum_denominator,
        expected.is_sum,
        expected.is_over_target,
        expected.is_without_raw_table,
        expected.is_maturing,
        coalesce(computed.numerator, 0) as numerator,
        case when not expected.is_sum then coalesce(computed.denominator, 0) end as denominator,
        case
            when expected.is_sum then coalesce(computed.computed_value, 0)
            else computed.computed_value
        end as computed_value,
        coalesce(computed.evidence_count, 0) as evidence_count
    from expected
    left join computed
        on
            expected.subject_type = computed.subject_type
            and expected.subject_id = computed.subject_id
            and expected.period_type = computed.period_type
            and expected.period_start_date = computed.period_start_date
            and expected.kpi_id = computed.kpi_id
),

judged as (
    select
        subject_type,
        subject_id,
        period_type,
        period_start_date,
        kpi_id,
        numerator,
        denominator,
        computed_value,
        evidence_count,
        is_over_target,
        case
            when is_without_raw_table then 'not_applicable'
            when not is_sum and denominator = 0 then 'no_activity'
            when not is_sum and denominator < minimum_denominator then 'below_minimum'
            when is_maturing then 'provisional'
            else 'measured'
        end as status
    from measured
),

final as (
    select
        -- keys
        subject_type,
        subject_id,
        period_type,
        period_start_date,
        kpi_id,

        -- measures
        numerator,
        denominator,
        case
            when status not in ('not_applicable', 'no_activity') then computed_value
        end as kpi_value,
        status,
        evidence_count,
        case
            when status = 'not_applicable' then 'raw_table_is_empty'
            when status = 'no_activity' and is_over_target then 'no_target'
            when status = 'no_activity' then 'denominator_is_zero'
            when status = 'below_minimum' then 'denominator_below_minimum'
            when status = 'provisional' then 'not_final_yet'
        end as reason
    from judged
)

select * from final
