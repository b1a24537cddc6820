-- Of the best of a period, how many were still there a while later.
-- Grain: one row per (scheme_id, subject_type, subject_id, period_start_date).
with

card as (
    select * from {{ ref('scorecard') }}
    where subject_type = 'agent' and subject_rank is not null
),

graded_scheme as (
    select distinct scheme_id from {{ ref('grades') }}
),

subject_period as (
    select * from {{ ref('kpi_subject_period') }}
    where subject_type = 'agent'
),

agent as (
    select * from {{ ref('dim_agent') }}
),

centre as (
    select * from {{ ref('dim_centre') }}
),

assumption as (
    select * from {{ ref('kpi_assumption_in_force') }}
),

group_type as (
    select distinct subject_type from {{ ref('kpi_subject_period') }}
    where subject_type in ('team', 'line', 'centre')
),

-- equals share a rank, so there may be a few more than the share asks for
top_performer as (
    select
        card.scheme_id,
        card.subject_id as agent_id,
        card.period_type,
        card.period_start_date,
        subject_period.team_id,
        subject_period.business_line,
        {{ add_days('subject_period.period_end_date', 'assumption.top_performer_retention_days') }}
            as final_on_date
    from card
    inner join graded_scheme on card.scheme_id = graded_scheme.scheme_id
    inner join subject_period
        on
            card.subject_id = subject_period.subject_id
            and card.period_type = subject_period.period_type
            and card.period_start_date = subject_period.period_start_date
    inner join assumption on {{ is_in_force('assumption', 'card.period_start_date') }}
    where card.subject_rank <= ceil(card.ranked_count * assumption.top_performer_share)
),

followed as (
    select
        top_performer.scheme_id,
        group_type.subject_type,
        case group_type.subject_type
            when 'team' then top_performer.team_id
            when 'line' then top_performer.business_line
            else group_type.subject_type
        end as subject_id,
        top_performer.period_type,
        top_performer.period_start_date,
        top_performer.final_on_date,
        coalesce(agent.last_day > top_performer.final_on_date, true) as is_retained
    from top_performer
    inner join agent on top_performer.agent_id = agent.agent_id
    cross join group_type
),

final as (
    select
        -- keys
        followed.scheme_id,
        followed.subject_type,
        followed.subject_id,
        followed.period_type,
        followed.period_start_date,

        -- measures
        cast(count(*) filter (where followed.is_retained) as double) as numerator,
        cast(count(*) as double) as denominator,
        cast(count(*) filter (where followed.is_retained) as double) / count(*) as retention_rate,

        -- flags
        followed.final_on_date > centre.data_through_date as is_provisional,

        -- times
        followed.final_on_date
    from followed
    cross join centre
    group by
        followed.scheme_id,
        followed.subject_type,
        followed.subject_id,
        followed.period_type,
        followed.period_start_date,
        followed.final_on_date,
        centre.data_through_date
)

select * from final
