-- Everybody of the role and of the kind of line who was there in the period has one card, scored or
-- not scored with a reason; nobody has a card who was not there.
with

agent_day as (
    select * from {{ ref('fct_agent_day') }}
    where agent_id != 'unknown'
),

period_date as (
    select * from {{ ref('dim_period_date') }}
),

known_day as (
    select calendar_date from {{ ref('dim_date') }}
    where is_known
),

agent_period as (
    select * from {{ ref('dim_agent_period') }}
),

role_period as (
    select * from {{ ref('dim_agent_role_period') }}
),

scheme as (
    select * from {{ ref('schemes') }}
),

scheme_subject as (
    select * from {{ ref('scheme_subjects') }}
    where subject_type = 'agent'
),

business_line as (
    select * from {{ ref('business_lines') }}
),

card as (
    select * from {{ ref('scorecard') }}
    where subject_type = 'agent'
),

-- roles that people held by their days, and not by the spine the cards are built on
held as (
    select distinct
        agent_day.agent_id,
        agent_day.role,
        period_date.period_type,
        period_date.period_start_date
    from agent_day
    inner join period_date on agent_day.work_date = period_date.calendar_date
    inner join known_day on agent_day.work_date = known_day.calendar_date
),

-- whose role is known on one day is no unknown of another
roles as (
    select *
    from held
    qualify
        role != 'unknown'
        or count(*) over (partition by agent_id, period_type, period_start_date) = 1
),

standing as (
    select
        roles.*,
        coalesce(role_period.business_line, agent_period.business_line) as business_line
    from roles
    inner join agent_period
        on
            roles.agent_id = agent_period.agent_id
            and roles.period_type = agent_period.period_type
            and roles.period_start_date = agent_period.period_start_date
    left join role_period
        on
            roles.agent_id = role_period.agent_id
            and roles.role = role_period.role
            and roles.period_type = role_period.period_type
            and roles.period_start_date = role_period.period_start_date
),

eligible as (
    select distinct
        scheme.scheme_id,
        standing.agent_id,
        standing.period_type,
        standing.period_start_date
    from standing
    inner join scheme
        on
            contains(' ' || scheme.period_types || ' ', ' ' || standing.period_type || ' ')
            and {{ is_in_force('scheme', 'standing.period_start_date') }}
    inner join scheme_subject
        on
            scheme.scheme_id = scheme_subject.scheme_id
            and {{ is_in_force('scheme_subject', 'standing.period_start_date') }}
            and (scheme_subject.role = 'any' or standing.role in (scheme_subject.role, 'unknown'))
    left join business_line
        on
            scheme_subject.line_kind = business_line.line_kind
            and standing.business_line = business_line.business_line
            and {{ is_in_force('business_line', 'standing.period_start_date') }}
    where scheme_subject.line_kind is null or business_line.line_kind is not null
)

select
    eligible.scheme_id as eligible_scheme_id,
    eligible.agent_id,
    card.card_id,
    card.status,
    card.reason
from eligible
full outer join card
    on
        eligible.scheme_id = card.scheme_id
        and eligible.agent_id = card.subject_id
        and eligible.period_type = card.period_type
        and eligible.period_start_date = card.period_start_date
where
    eligible.agent_id is null
    or card.card_id is null
    or (card.status = 'not_scored' and card.reason is null)
    or (card.status = 'not_scored') != (card.total_score is null)
