-- How many periods in a row an agent's card was below standard.
-- Grain: one row per (scheme_id, subject_type, subject_id, period_start_date) of a graded scheme.
with

card as (
    select * from {{ ref('scorecard') }}
    where subject_type = 'agent'
),

graded_scheme as (
    select distinct scheme_id from {{ ref('grades') }}
),

subject_period as (
    select * from {{ ref('kpi_subject_period') }}
),

assumption as (
    select * from {{ ref('kpi_assumption_in_force') }}
),

judged as (
    select
        card.scheme_id,
        card.subject_type,
        card.subject_id,
        card.period_type,
        card.period_start_date,
        subject_period.period_end_date,
        card.is_provisional,
        assumption.below_standard_limit_count,
        coalesce(card.attained_score < 100 * assumption.standard_minimum_share, false)
            as is_below_standard,
        {{ add_days('lag(subject_period.period_end_date) over cards_of_subject', 1) }}
        = card.period_start_date as is_next_period
    from card
    inner join graded_scheme on card.scheme_id = graded_scheme.scheme_id
    inner join subject_period
        on
            card.subject_type = subject_period.subject_type
            and card.subject_id = subject_period.subject_id
            and card.period_type = subject_period.period_type
            and card.period_start_date = subject_period.period_start_date
    inner join assumption on {{ is_in_force('assumption', 'card.period_start_date') }}
    window cards_of_subject as (
        partition by card.scheme_id, card.subject_type, card.subject_id
        order by card.period_start_date
    )
),

-- a run ends with a card that meets the standard, that was not scored, or that is missing
with_runs as (
    select
        *,
        sum(
            case when is_below_standard and coalesce(is_next_period, false) then 0 else 1 end
        ) over (
            partition by scheme_id, subject_type, subject_id
            order by period_start_date
        ) as run_number
    from judged
),

counted as (
    select
        *,
        cast(
            sum(case when is_below_standard then 1 else 0 end) over (
                partition by scheme_id, subject_type, subject_id, run_number
                order by period_start_date
            ) as bigint
        ) as consecutive_below_standard_count
    from with_runs
),

final as (
    select
        -- keys
        scheme_id,
        subject_type,
        subject_id,
        period_type,
        period_start_date,

        -- measures
        consecutive_below_standard_count,

        -- flags
        is_below_standard,
        consecutive_below_standard_count >= below_standard_limit_count as is_at_limit,
        is_provisional
    from counted
)

select * from final
