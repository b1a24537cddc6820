-- The actions whose condition a card met as many periods in a row as they ask for.
-- Grain: one row per (scheme_id, subject_type, subject_id, period_start_date, action_code).
with

run as (
    select * from {{ ref('scorecard_run') }}
    where is_met
),

action as (
    select * from {{ ref('actions') }}
),

final as (
    select
        -- keys
        run.scheme_id,
        run.subject_type,
        run.subject_id,
        run.period_type,
        run.period_start_date,
        action.action_code,

        -- dimensions
        run.condition_id,
        action.review_queue,
        nullif(concat_ws(' ', run.assumption_ids, action.assumption_ids), '') as assumption_ids,

        -- measures
        run.consecutive_count,
        run.kpi_value,
        run.target_value,
        action.lowest_bonus_percentage_points,
        action.highest_bonus_percentage_points,

        -- flags
        run.is_run_provisional,

        -- times
        run.run_start_date,
        {{ last_day_of('month', add_months('run.period_end_date', 'action.due_month_count')) }}
            as due_date
    from run
    inner join action
        on
            run.condition_id = action.condition_id
            and run.period_type = action.period_type
            and run.consecutive_count >= action.minimum_run_count
            and (
                action.maximum_run_count is null
                or run.consecutive_count <= action.maximum_run_count
            )
            and {{ is_in_force('action', 'run.period_start_date') }}
)

select * from final
