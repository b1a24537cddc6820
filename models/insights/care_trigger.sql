-- Weeks in which somebody, or a line, should be looked after: for management's eyes only.
-- Grain: one row per (rule_id, subject_type, subject_id, period_type, period_start_date).
with

rule as (
    select * from {{ ref('care_rules') }}
),

kpi_value as (
    select * from {{ ref('kpi_value') }}
    where status in ('measured', 'provisional')
),

subject_period as (
    select * from {{ ref('kpi_subject_period') }}
    where is_known_period
),

-- no fan-out: a rule holds once on the first day of a period
watched as (
    select
        rule.*,
        kpi_value.subject_id,
        kpi_value.period_start_date,
        kpi_value.kpi_value,
        kpi_value.evidence_count,
        row_number() over (
            partition by rule.rule_id, kpi_value.subject_id order by kpi_value.period_start_date
        ) as period_number
    from rule
    inner join kpi_value
        on
            rule.kpi_id = kpi_value.kpi_id
            and rule.subject_type = kpi_value.subject_type
            and rule.period_type = kpi_value.period_type
            and {{ is_in_force('rule', 'kpi_value.period_start_date') }}
),

-- the mean of the periods before, if there are as many as the rule asks for
baseline as (
    select
        watched.rule_id,
        watched.subject_id,
        watched.period_start_date,
        avg(earlier.kpi_value) as baseline_value
    from watched
    inner join watched as earlier
        on
            watched.rule_id = earlier.rule_id
            and watched.subject_id = earlier.subject_id
            and earlier.period_number < watched.period_number
            and earlier.period_number >= watched.period_number - watched.baseline_period_count
    group by
        watched.rule_id,
        watched.subject_id,
        watched.period_start_date,
        watched.baseline_period_count
    having count(*) = watched.baseline_period_count
),

measured as (
    select
        watched.*,
        baseline.baseline_value,
        round(case watched.basis
            when 'rise' then watched.kpi_value / nullif(baseline.baseline_value, 0) - 1
            else watched.kpi_value
        end, 6) as basis_value
    from watched
    left join baseline
        on
            watched.rule_id = baseline.rule_id
            and watched.subject_id = baseline.subject_id
            and watched.period_start_date = baseline.period_start_date
),

-- compared at six decimals, so that a double's noise decides nothing
final as (
    select
        -- keys
        measured.rule_id,
        measured.subject_type,
        measured.subject_id,
        measured.period_type,
        measured.period_start_date,

        -- dimensions
        subject_period.team_id,
        subject_period.business_line,
        measured.kpi_id,
        measured.audience,
        measured.assumption_ids,

        -- measures
        measured.kpi_value,
        measured.baseline_value,
        measured.basis_value,
        measured.threshold_value,
        measured.evidence_count
    from measured
    left join subject_period
        on
            measured.subject_type = subject_period.subject_type
            and measured.subject_id = subject_period.subject_id
            and measured.period_type = subject_period.period_type
            and measured.period_start_date = subject_period.period_start_date
    where measured.basis_value >= measured.threshold_value
)

select * from final
