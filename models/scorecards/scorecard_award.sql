-- Who an award would go to, who came after and who did not compete: a list for people to decide on.
-- Grain: one row per (award_id, subject_type, subject_id, period_start_date).
with

candidate as (
    select * from {{ ref('scorecard_award_candidate') }}
),

objective as (
    select * from {{ ref('dim_objective') }}
),

period_date as (
    select * from {{ ref('dim_period_date') }}
),

-- the centre's objectives that fell due in the period
objective_by_period as (
    select
        period_date.period_type,
        period_date.period_start_date,
        cast(sum(objective.planned_count) as bigint) as objective_planned_count,
        cast(sum(objective.completed_count) as bigint) as objective_completed_count
    from objective
    inner join period_date on objective.due_date = period_date.calendar_date
    group by period_date.period_type, period_date.period_start_date
),

ranked as (
    select
        award_id,
        subject_type,
        subject_id,
        period_start_date,
        rank() over (
            partition by award_id, subject_type, period_type, period_start_date, group_id
            order by award_score desc
        ) as award_rank,
        count(*) over (
            partition by award_id, subject_type, period_type, period_start_date, group_id
        ) as candidate_count
    from candidate
    where reason is null
),

judged as (
    select
        candidate.*,
        ranked.award_rank,
        ranked.candidate_count,
        case
            when candidate.reason is not null then false
            when candidate.winner_rule = 'top' then ranked.award_rank = 1
            when candidate.winner_rule = 'tier'
                then coalesce(candidate.tier = candidate.winning_tier, false)
            else candidate.award_score >= candidate.minimum_award_score
        end as is_winner
    from candidate
    left join ranked
        on
            candidate.award_id = ranked.award_id
            and candidate.subject_type = ranked.subject_type
            and candidate.subject_id = ranked.subject_id
            and candidate.period_start_date = ranked.period_start_date
),

final as (
    select
        -- keys
        judged.award_id,
        judged.subject_type,
        judged.subject_id,
        judged.period_type,
        judged.period_start_date,

        -- dimensions
        judged.group_type,
        judged.group_id,
        judged.winner_rule,
        judged.tier,
        judged.reason,
        judged.assumption_ids,

        -- measures
        judged.award_score,
        judged.minimum_award_score,
        judged.award_rank,
        judged.candidate_count,
        count(*) filter (where judged.is_winner) over (
            partition by
                judged.award_id,
                judged.subject_type,
                judged.period_type,
                judged.period_start_date,
                judged.group_id
        ) as winner_count,
        judged.volume_count,
        case when judged.is_beside_objectives then objective_by_period.objective_planned_count end
            as objective_planned_count,
        case
            when judged.is_beside_objectives then objective_by_period.objective_completed_count
        end as objective_completed_count,

        -- flags
        judged.is_winner,
        true as is_flag_only,
        judged.is_provisional
    from judged
    left join objective_by_period
        on
            judged.period_type = objective_by_period.period_type
            and judged.period_start_date = objective_by_period.period_start_date
)

select * from final
