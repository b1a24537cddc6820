-- What each card is asked by the conditions of actions, and whether its grade or tier says yes.
-- Grain: one row per (scheme_id, subject_type, subject_id, period_start_date, condition_id).
with

card as (
    select * from {{ ref('scorecard') }}
),

condition as (
    select * from {{ ref('action_conditions') }}
),

grade as (
    select * from {{ ref('grades') }}
),

tier_set as (
    select * from {{ ref('tier_sets') }}
),

subject_period as (
    select * from {{ ref('kpi_subject_period') }}
),

assumption as (
    select * from {{ ref('kpi_assumption_in_force') }}
),

-- what a scheme can be asked for: its grades and a standard, its tiers
judged_by as (
    select distinct
        scheme_id,
        'grade' as condition_type
    from grade
    union all
    select distinct
        scheme_id,
        'below_standard' as condition_type
    from grade
    union all
    select distinct
        scheme_id,
        'tier' as condition_type
    from tier_set
),

-- the target is that of the subject's line, its team, the centre or its own
final as (
    select
        -- keys
        card.scheme_id,
        card.subject_type,
        card.subject_id,
        card.period_type,
        card.period_start_date,
        condition.condition_id,

        -- dimensions
        condition.condition_type,
        condition.kpi_id,
        coalesce(condition.target_subject_type, card.subject_type) as target_subject_type,
        case condition.target_subject_type
            when 'line' then subject_period.business_line
            when 'team' then subject_period.team_id
            when 'centre' then condition.target_subject_type
            else card.subject_id
        end as target_subject_id,
        condition.assumption_ids,

        -- measures
        card.attained_score,

        -- flags
        coalesce(case condition.condition_type
            when 'grade' then card.grade = condition.condition_value
            when 'tier' then card.tier = condition.condition_value
            when 'below_standard'
                then card.attained_score < 100 * assumption.standard_minimum_share
        end, false) as is_card_met,
        card.is_provisional,

        -- times
        subject_period.period_end_date
    from card
    inner join judged_by on card.scheme_id = judged_by.scheme_id
    inner join condition
        on
            condition.scheme_id in (card.scheme_id, 'any')
            and card.subject_type = condition.subject_type
            and judged_by.condition_type = condition.condition_type
            and {{ is_in_force('condition', 'card.period_start_date') }}
    inner join assumption on {{ is_in_force('assumption', 'card.period_start_date') }}
    inner join subject_period
        on
            card.subject_type = subject_period.subject_type
            and card.subject_id = subject_period.subject_id
            and card.period_type = subject_period.period_type
            and card.period_start_date = subject_period.period_start_date
)

select * from final
