-- Hygiene inspections of teams, for the leader each team had on the day.
-- Grain: one row per (assessment_id).
with

assessments as (
    select * from {{ ref('stg_assessments') }}
),

assignments as (
    select * from {{ ref('stg_assignments') }}
),

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

inspections as (
    select
        assessments.assessment_id,
        assessments.subject_id as team_id,
        assessments.points,
        coalesce(assessments.max_points, 0) as max_points,
        {{ local_date('assessments.assessed_at', 'centre_settings.time_zone') }} as work_date
    from assessments
    cross join centre_settings
    where
        assessments.assessment_type = 'hygiene'
        and assessments.subject_type = 'team'
        and assessments.max_points > 0
),

-- The leader most people of the team name on that day. Tie-break: the leader's id.
leaders_named as (
    select
        inspections.assessment_id,
        assignments.leader_id,
        count(*) as naming_count
    from inspections
    inner join assignments
        on
            inspections.team_id = assignments.team_id
            and inspections.work_date >= assignments.valid_from_date
            and (
                inspections.work_date < assignments.valid_to_date
                or assignments.valid_to_date is null
            )
    where assignments.leader_id is not null
    group by inspections.assessment_id, assignments.leader_id
),

leaders as (
    select * from leaders_named
    qualify row_number() over (
        partition by assessment_id order by naming_count desc, leader_id asc
    ) = 1
),

final as (
    select
        -- keys
        inspections.assessment_id,

        -- dimensions
        coalesce(leaders.leader_id, 'unknown') as agent_id,
        inspections.team_id,

        -- measures
        inspections.points,
        inspections.max_points,

        -- times
        inspections.work_date
    from inspections
    left join leaders
        on inspections.assessment_id = leaders.assessment_id
)

select * from final
