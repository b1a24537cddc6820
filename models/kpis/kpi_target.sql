-- The target that binds a subject: the nearest of its own, its team's, its line's, the centre's.
-- Grain: one row per (subject, period, kpi_id) with a target.
with

target as (
    select * from {{ ref('dim_target') }}
),

subject_period as (
    select * from {{ ref('kpi_subject_period') }}
),

final as (
    select
        -- keys
        subject_period.subject_type,
        subject_period.subject_id,
        subject_period.period_type,
        subject_period.period_start_date,
        target.kpi_id,

        -- dimensions
        target.scope_type,
        target.scope_id,

        -- measures
        cast(target.target_value as double) as target_value
    from subject_period
    inner join target
        on
            subject_period.period_type = target.period_type
            and subject_period.period_start_date = target.period_start_date
            and case target.scope_type
                when 'agent' then subject_period.agent_id = target.scope_id
                when 'team' then subject_period.team_id = target.scope_id
                when 'line' then subject_period.business_line = target.scope_id
                else true
            end
    -- the nearest scope wins; the scope's id breaks a tie between two targets of the centre
    qualify row_number() over (
        partition by
            subject_period.subject_type,
            subject_period.subject_id,
            subject_period.period_type,
            subject_period.period_start_date,
            target.kpi_id
        order by
            case target.scope_type
                when 'agent' then 1 when 'team' then 2 when 'line' then 3 else 4
            end,
            target.scope_id
    ) = 1
)

select * from final
