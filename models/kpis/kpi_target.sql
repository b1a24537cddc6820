-- The target that binds a subject: the nearest of its own, its team's, its line's, the centre's.
-- Grain: one row per (subject, period, kpi_id) with a target.
with

target as (
    select * from {{ ref('dim_target') }}
),

agent_period as (
    select * from {{ ref('dim_agent_period') }}
),

team as (
    select * from {{ ref('dim_team') }}
),

subject_period as (
    select * from {{ ref('kpi_subject_period') }}
),

-- where a subject stands in the period: an agent's team and line are those of most of its days
placed as (
    select
        subject_period.subject_type,
        subject_period.subject_id,
        subject_period.period_type,
        subject_period.period_start_date,
        case subject_period.subject_type
            when 'agent' then agent_period.team_id
            when 'team' then subject_period.subject_id
        end as team_id,
        case subject_period.subject_type
            when 'agent' then agent_period.business_line
            when 'team' then team.business_line
            when 'line' then subject_period.subject_id
        end as business_line
    from subject_period
    left join agent_period
        on
            subject_period.subject_type = 'agent'
            and subject_period.subject_id = agent_period.agent_id
            and subject_period.period_type = agent_period.period_type
            and subject_period.period_start_date = agent_period.period_start_date
    left join team
        on
            subject_period.subject_type = 'team'
            and subject_period.subject_id = team.team_id
),

final as (
    select
        -- keys
        placed.subject_type,
        placed.subject_id,
        placed.period_type,
        placed.period_start_date,
        target.kpi_id,

        -- dimensions
        target.scope_type,
        target.scope_id,

        -- measures
        cast(target.target_value as double) as target_value
    from placed
    inner join target
        on
            placed.period_type = target.period_type
            and placed.period_start_date = target.period_start_date
            and case target.scope_type
                when
                    'agent'
                    then placed.subject_type = 'agent' and placed.subject_id = target.scope_id
                when 'team' then placed.team_id = target.scope_id
                when 'line' then placed.business_line = target.scope_id
                else true
            end
    -- the nearest scope wins; the scope's id breaks a tie between two targets of the centre
    qualify row_number() over (
        partition by
            placed.subject_type,
            placed.subject_id,
            placed.period_type,
            placed.period_start_date,
            target.kpi_id
        order by
            case target.scope_type
                when 'agent' then 1 when 'team' then 2 when 'line' then 3 else 4
            end,
            target.scope_id
    ) = 1
)

select * from final
