-- How many periods in a row a card met each condition that actions hang on.
-- Grain: one row per (scheme_id, subject_type, subject_id, period_start_date, condition_id).
with

condition as (
    select * from {{ ref('scorecard_condition_met') }}
),

followed as (
    select
        *,
        {{ add_days('lag(period_end_date) over cards_of_subject', 1) }}
        = period_start_date as is_next_period
    from condition
    window cards_of_subject as (
        partition by scheme_id, subject_type, subject_id, period_type, condition_id
        order by period_start_date
    )
),

-- a run ends with a card that does not meet it, that was not scored, or that is missing
with_runs as (
    select
        *,
        sum(
            case when is_met and coalesce(is_next_period, false) then 0 else 1 end
        ) over (
            partition by scheme_id, subject_type, subject_id, period_type, condition_id
            order by period_start_date
        ) as run_number
    from followed
),

-- a card that does not meet it begins a run that holds its followers: it counts for nought itself
counted as (
    select
        *,
        cast(sum(case when is_met then 1 else 0 end) over run as bigint) as consecutive_count,
        min(case when is_met then period_start_date end) over run as run_start_date,
        bool_or(is_met and is_provisional) over run as is_run_provisional
    from with_runs
    window run as (
        partition by
            scheme_id, subject_type, subject_id, period_type, condition_id, run_number
        order by period_start_date
    )
),

final as (
    select
        -- keys
        scheme_id,
        subject_type,
        subject_id,
        period_type,
        period_start_date,
        condition_id,

        -- dimensions
        condition_type,
        kpi_id,
        assumption_ids,

        -- measures
        consecutive_count,
        attained_score,
        kpi_value,
        target_value,

        -- flags
        is_met,
        is_provisional,
        is_run_provisional,

        -- times
        run_start_date,
        period_end_date
    from counted
)

select * from final
