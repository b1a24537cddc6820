-- The cards behind each action: those of the run that raised it.
-- Grain: one row per (card_id, action_code, evidence_card_id).
with

action as (
    select * from {{ ref('scorecard_action') }}
),

run as (
    select * from {{ ref('scorecard_run') }}
),

card as (
    select * from {{ ref('scorecard') }}
),

-- as many rows as the run has periods: fans out on purpose
final as (
    select
        -- keys
        action.card_id,
        action.action_code,
        run.card_id as evidence_card_id,
        run.period_start_date as evidence_period_start_date,

        -- dimensions
        card.grade,
        card.tier,

        -- measures
        run.consecutive_count,
        run.attained_score,
        run.kpi_value,
        run.target_value,

        -- flags
        run.is_provisional
    from action
    inner join run
        on
            action.scheme_id = run.scheme_id
            and action.subject_type = run.subject_type
            and action.subject_id = run.subject_id
            and action.period_type = run.period_type
            and action.condition_id = run.condition_id
            and run.period_start_date between action.run_start_date and action.run_end_date
    inner join card on run.card_id = card.card_id
)

select * from final
