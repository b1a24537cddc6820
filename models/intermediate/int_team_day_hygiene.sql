-- Hygiene inspections of teams and of the whole centre, which are no agent's.
-- Grain: one row per (team_id, business_line, work_date) with an inspection.
with

assessments as (
    select * from {{ ref('stg_assessments') }}
),

team_lines as (
    select * from {{ ref('int_team_lines') }}
),

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

-- An inspection of the whole centre is no team's: it counts for the centre by the unknown team.
inspections as (
    select
        case
            when assessments.subject_type = 'team' then assessments.subject_id else 'unknown'
        end as team_id,
        coalesce(team_lines.business_line, 'unknown') as business_line,
        {{ local_date('assessments.assessed_at', 'centre_settings.time_zone') }} as work_date,
        assessments.points,
        coalesce(assessments.max_points, 0) as max_points
    from assessments
    cross join centre_settings
    left join team_lines
        on
            assessments.subject_type = 'team'
            and assessments.subject_id = team_lines.team_id
    where
        assessments.assessment_type = 'hygiene'
        and assessments.subject_type in ('team', 'centre')
),

final as (
    select
        -- keys
        team_id,
        business_line,
        work_date,

        -- measures
        count(*) as team_hygiene_inspection_count,
        cast(sum(points) as decimal(18, 4)) as team_hygiene_points,
        cast(sum(max_points) as decimal(18, 4)) as team_hygiene_max_points
    from inspections
    group by team_id, business_line, work_date
)

select * from final
