-- How long a newcomer took to the first card that meets the standard.
-- Grain: one row per (scheme_id, agent_id) of a graded scheme, hired since its first card.
with

card as (
    select * from {{ ref('scorecard') }}
    where subject_type = 'agent'
),

graded_scheme as (
    select distinct scheme_id from {{ ref('grades') }}
),

agent as (
    select * from {{ ref('dim_agent') }}
),

subject_period as (
    select * from {{ ref('kpi_subject_period') }}
    where subject_type = 'agent'
),

assumption as (
    select * from {{ ref('kpi_assumption_in_force') }}
),

graded_card as (
    select
        card.scheme_id,
        card.subject_id as agent_id,
        card.period_type,
        card.period_start_date,
        card.attained_score,
        min(card.period_start_date) over (partition by card.scheme_id) as first_card_date
    from card
    inner join graded_scheme on card.scheme_id = graded_scheme.scheme_id
),

-- who was hired before the first card may have met the standard before anybody counted
final as (
    select
        -- keys
        graded_card.scheme_id,
        graded_card.agent_id,

        -- dimensions
        any_value(agent.team_id) as team_id,
        any_value(agent.business_line) as business_line,

        -- measures
        cast(
            {{ days_between(
                'any_value(agent.hire_date)',
                'min(subject_period.period_end_date) filter ('
                ~ 'where graded_card.attained_score >= 100 * assumption.standard_minimum_share)',
            ) }} as bigint
        ) as competency_day_count,

        -- flags
        coalesce(
            bool_or(graded_card.attained_score >= 100 * assumption.standard_minimum_share), false
        ) as is_competent,

        -- times
        any_value(agent.hire_date) as hire_date,
        min(subject_period.period_end_date) filter (
            where graded_card.attained_score >= 100 * assumption.standard_minimum_share
        ) as competent_on_date
    from graded_card
    inner join agent
        on
            graded_card.agent_id = agent.agent_id
            and graded_card.first_card_date <= agent.hire_date
    inner join subject_period
        on
            graded_card.agent_id = subject_period.subject_id
            and graded_card.period_type = subject_period.period_type
            and graded_card.period_start_date = subject_period.period_start_date
    inner join assumption on {{ is_in_force('assumption', 'graded_card.period_start_date') }}
    group by graded_card.scheme_id, graded_card.agent_id
)

select * from final
