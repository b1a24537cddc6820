-- Everybody of the role who worked in the period has one card, scored or not scored with a reason;
-- nobody has a card who was not there.
with

agent_period as (
    select * from {{ ref('dim_agent_period') }}
),

scheme as (
    select * from {{ ref('schemes') }}
),

scheme_subject as (
    select * from {{ ref('scheme_subjects') }}
    where subject_type = 'agent'
),

calendar as (
    select * from {{ ref('dim_date') }}
    where is_known
),

card as (
    select * from {{ ref('scorecard') }}
    where subject_type = 'agent'
),

-- months of people, straight from the dimension and not from the spine the cards are built on
eligible as (
    select distinct
        scheme.scheme_id,
        agent_period.agent_id,
        agent_period.period_start_date
    from agent_period
    inner join calendar on agent_period.period_start_date = calendar.month_date
    inner join scheme
        on
            agent_period.period_type = scheme.period_type
            and {{ is_in_force('scheme', 'agent_period.period_start_date') }}
    inner join scheme_subject
        on
            scheme.scheme_id = scheme_subject.scheme_id
            and {{ is_in_force('scheme_subject', 'agent_period.period_start_date') }}
            and agent_period.role in (scheme_subject.role, 'unknown')
    where agent_period.agent_id != 'unknown'
)

select
    eligible.scheme_id as eligible_scheme_id,
    eligible.agent_id,
    card.scheme_id,
    card.subject_id,
    card.status,
    card.reason
from eligible
full outer join card
    on
        eligible.scheme_id = card.scheme_id
        and eligible.agent_id = card.subject_id
        and eligible.period_start_date = card.period_start_date
where
    eligible.agent_id is null
    or card.subject_id is null
    or (card.status = 'not_scored' and card.reason is null)
    or (card.status = 'not_scored') != (card.total_score is null)
