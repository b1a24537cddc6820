-- How many periods in a row an agent's card was below standard.
-- Grain: one row per (scheme_id, subject_type, subject_id, period_start_date) of a graded scheme.
with

run as (
    select * from {{ ref('scorecard_run') }}
    where condition_type = 'below_standard'
),

assumption as (
    select * from {{ ref('kpi_assumption_in_force') }}
),

final as (
    select
        -- keys
        run.scheme_id,
        run.subject_type,
        run.subject_id,
        run.period_type,
        run.period_start_date,

        -- measures
        run.consecutive_count as consecutive_below_standard_count,

        -- flags
        run.is_met as is_below_standard,
        run.consecutive_count >= assumption.below_standard_limit_count as is_at_limit,
        run.is_provisional
    from run
    inner join assumption on {{ is_in_force('assumption', 'run.period_start_date') }}
)

select * from final
