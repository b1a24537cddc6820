-- Whom each scheme judges in each period, and why some of them get no card or no rank.
-- Grain: one row per (card_id).
with

scheme as (
    select * from {{ ref('schemes') }}
),

scheme_subject as (
    select * from {{ ref('scheme_subjects') }}
),

business_line as (
    select * from {{ ref('business_lines') }}
),

subject_period as (
    select * from {{ ref('kpi_subject_period') }}
),

agent as (
    select * from {{ ref('dim_agent') }}
),

-- who held several roles in a period is judged in each, by its own days
several_roles as (
    select distinct
        agent_id,
        period_type,
        period_start_date
    from subject_period
    where subject_type = 'agent_in_role'
),

subject as (
    select
        subject_period.*,
        subject_period.subject_type as value_subject_type,
        subject_period.subject_id as value_subject_id,
        coalesce(subject_period.agent_id, subject_period.subject_id) as card_subject_id,
        coalesce(subject_period.role, 'unknown') as role_or_unknown,
        case
            when subject_period.subject_type = 'agent_in_role' then 'agent'
            else subject_period.subject_type
        end as card_subject_type,
        several_roles.agent_id is not null as has_several_roles
    from subject_period
    left join several_roles
        on
            subject_period.agent_id = several_roles.agent_id
            and subject_period.period_type = several_roles.period_type
            and subject_period.period_start_date = several_roles.period_start_date
    where
        subject_period.is_known_period
        and coalesce(subject_period.agent_id, subject_period.subject_id) != 'unknown'
),

final as (
    select
        -- keys
        concat_ws(
            ' ',
            scheme.scheme_id,
            subject.card_subject_type,
            subject.card_subject_id,
            subject.period_type,
            cast(subject.period_start_date as varchar)
        ) as card_id,
        scheme.scheme_id,
        subject.card_subject_type as subject_type,
        subject.card_subject_id as subject_id,
        subject.period_type,
        subject.period_start_date,

        -- dimensions
        scheme_subject.variant_id,
        scheme_subject.line_kind,
        subject.value_subject_type,
        subject.value_subject_id,
        subject.team_id,
        subject.business_line,
        subject.shift_code,
        subject.role,
        scheme.total_kind,
        nullif(
            concat_ws(' ', scheme_subject.assumption_ids, subject.assumption_ids), ''
        ) as assumption_ids,
        case
            when scheme_subject.role != 'any' and subject.role_or_unknown = 'unknown'
                then 'role_is_unknown'
            when subject.worked_day_count < scheme_subject.minimum_worked_days
                then 'too_few_worked_days'
        end as not_scored_reason,
        case
            when
                {{ add_days('agent.hire_date', 'scheme_subject.minimum_tenure_days') }}
                > subject.period_end_date
                then 'tenure_too_short'
        end as not_ranked_reason,

        -- measures
        scheme_subject.total_points,
        subject.worked_day_count,
        subject.counted_day_count,
        subject.period_day_count,

        -- times
        subject.period_end_date
    from subject
    -- the scheme as it stood on the first day of the period: a later change does not reach back
    inner join scheme
        on
            contains(' ' || scheme.period_types || ' ', ' ' || subject.period_type || ' ')
            and {{ is_in_force('scheme', 'subject.period_start_date') }}
    inner join scheme_subject
        on
            scheme.scheme_id = scheme_subject.scheme_id
            and subject.card_subject_type = scheme_subject.subject_type
            and {{ is_in_force('scheme_subject', 'subject.period_start_date') }}
            -- a person whose role nobody told us is somebody, and is stated
            and case
                when scheme_subject.role = 'any' then subject.value_subject_type != 'agent_in_role'
                else
                    subject.role_or_unknown in (scheme_subject.role, 'unknown')
                    and (not subject.has_several_roles or subject.value_subject_type != 'agent')
            end
    left join business_line
        on
            scheme_subject.line_kind = business_line.line_kind
            and subject.business_line = business_line.business_line
            and {{ is_in_force('business_line', 'subject.period_start_date') }}
    left join agent
        on
            subject.card_subject_type = 'agent'
            and subject.card_subject_id = agent.agent_id
    where scheme_subject.line_kind is null or business_line.line_kind is not null
    -- two roles of one scheme in one period: the one of most days; a name breaks the tie
    qualify row_number() over (
        partition by
            scheme.scheme_id,
            subject.card_subject_type,
            subject.card_subject_id,
            subject.period_type,
            subject.period_start_date
        order by
            subject.worked_day_count desc, scheme_subject.variant_id asc, scheme_subject.role asc
    ) = 1
)

select * from final
