-- Every kind of KPI under one roof, before anything is said about what it is worth.
-- Grain: one row per (subject, period, kpi_id) that has any part.
with

kpi_direct as (
    select * from {{ ref('kpi_direct') }}
),

kpi_completion as (
    select * from {{ ref('kpi_completion') }}
),

kpi_index as (
    select * from {{ ref('kpi_index') }}
),

kpi_change as (
    select * from {{ ref('kpi_change') }}
),

kpi_own_or_team as (
    select * from {{ ref('kpi_own_or_team') }}
),

kpi_own as (
    select * from {{ ref('kpi_own') }}
),

-- what compares one value with another: the quotient is theirs too
compared as (
    select
        subject_type,
        subject_id,
        period_type,
        period_start_date,
        kpi_id,
        numerator,
        denominator,
        numerator as evidence
    from kpi_completion
    union all
    select
        subject_type,
        subject_id,
        period_type,
        period_start_date,
        kpi_id,
        numerator,
        denominator,
        evidence
    from kpi_index
    union all
    select
        subject_type,
        subject_id,
        period_type,
        period_start_date,
        kpi_id,
        numerator,
        denominator,
        evidence
    from kpi_change
    union all
    select
        subject_type,
        subject_id,
        period_type,
        period_start_date,
        kpi_id,
        numerator,
        denominator,
        evidence
    from kpi_own_or_team
    union all
    select
        subject_type,
        subject_id,
        period_type,
        period_start_date,
        kpi_id,
        numerator,
        denominator,
        evidence
    from kpi_own
),

combined as (
    select
        subject_type,
        subject_id,
        period_type,
        period_start_date,
        kpi_id,
        numerator,
        denominator,
        computed_value,
        evidence
    from kpi_direct
    union all
    select
        subject_type,
        subject_id,
        period_type,
        period_start_date,
        kpi_id,
        numerator,
        denominator,
        numerator / nullif(denominator, 0) as computed_value,
        evidence
    from compared
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
        computed_value,
        cast(round(greatest(evidence, 0)) as bigint) as evidence_count
    from combined
)

select * from final
