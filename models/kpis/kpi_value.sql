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
        expected.*,
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
        interval_z,
        no_value_reason,
        final_on_date,
        -- the cases behind a rate, and the share of them that counts
        case interval_method
            when 'wilson' then denominator
            when 'wilson_on_evidence' then cast(evidence_count as double)
        end as case_count,
        case interval_method
            when 'wilson' then numerator / nullif(denominator, 0)
            else computed_value
        end as case_share,
        case
            when is_without_raw_table then 'not_applicable'
            when not is_sum and denominator = 0 then 'no_activity'
            when not is_sum and denominator < minimum_denominator then 'below_minimum'
            when is_maturing then 'provisional'
            else 'measured'
        end as status
    from measured
),

bounded as (
    select
        *,
        status not in ('not_applicable', 'no_activity') as has_value,
        status not in ('not_applicable', 'no_activity')
        and case_count > 0
        and case_share between 0 and 1 as has_interval
    from judged
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
        case when has_value then computed_value end as kpi_value,
        status,
        evidence_count,
        case
            when status = 'not_applicable' then 'raw_table_is_empty'
            when status = 'no_activity' then no_value_reason
            when status = 'below_minimum' then 'denominator_below_minimum'
            when status = 'provisional' then 'not_final_yet'
        end as reason,
        case
            when has_interval
                then {{ wilson_bound('case_share', 'case_count', 'interval_z', -1) }}
        end as interval_low,
        case
            when has_interval
                then {{ wilson_bound('case_share', 'case_count', 'interval_z', 1) }}
        end as interval_high,

        -- times
        final_on_date
    from bounded
)

select * from final
