-- What employees answer in surveys about their work: a team's or the centre's, never a person's.
-- Grain: one row per (team_id, business_line, work_date) with an answer.
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

answers as (
    select
        case
            when assessments.subject_type = 'team' then assessments.subject_id else 'unknown'
        end as team_id,
        coalesce(team_lines.business_line, 'unknown') as business_line,
        {{ local_date('assessments.assessed_at', 'centre_settings.time_zone') }} as work_date,
        cast(100 * assessments.points / assessments.max_points as decimal(18, 4)) as points
    from assessments
    cross join centre_settings
    left join team_lines
        on
            assessments.subject_type = 'team'
            and assessments.subject_id = team_lines.team_id
    where assessments.assessment_type = 'employee_survey' and assessments.max_points > 0
),

final as (
    select
        -- keys
        team_id,
        business_line,
        work_date,

        -- measures
        count(*) as employee_answer_count,
        cast(sum(points) as decimal(18, 4)) as employee_answer_points
    from answers
    group by team_id, business_line, work_date
)

select * from final
