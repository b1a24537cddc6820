-- As many cards stand behind an action as its run has periods, each of them met the condition, and
-- the last is the card itself.
with

action as (
    select * from {{ ref('scorecard_action') }}
),

evidence as (
    select * from {{ ref('scorecard_action_card') }}
),

run as (
    select * from {{ ref('scorecard_run') }}
),

counted as (
    select
        action.card_id,
        action.action_code,
        action.consecutive_count,
        count(*) filter (where run.is_met) as met_count,
        count(*) as evidence_count,
        count(*) filter (where evidence.evidence_card_id = action.card_id) as own_count
    from action
    left join evidence
        on action.card_id = evidence.card_id and action.action_code = evidence.action_code
    left join run
        on
            evidence.evidence_card_id = run.card_id
            and action.condition_id = run.condition_id
    group by action.card_id, action.action_code, action.consecutive_count
)

select
    card_id,
    action_code,
    consecutive_count,
    met_count,
    evidence_count,
    own_count
from counted
where met_count != consecutive_count or evidence_count != consecutive_count or own_count != 1
