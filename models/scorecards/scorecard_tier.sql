-- The tier of each card among the people of its group.
-- Grain: one row per (scheme_id, subject_type, subject_id, period_start_date) of a tiered scheme.
with

tier_group as (
    select * from {{ ref('scorecard_tier_group') }}
),

tier as (
    select * from {{ ref('tiers') }}
),

-- from the best down: equals share the better place, and so the better tier
placed as (
    select
        *,
        reason is null as is_placed,
        count(*) over people as people_count,
        rank() over (people order by attained_score desc) as place
    from tier_group
    window people as (
        partition by
            scheme_id, subject_type, period_type, period_start_date, group_id, reason is null
    )
),

ranked as (
    select
        *,
        case when is_placed then people_count end as group_count,
        case when is_placed and people_count >= minimum_group_count then place end as group_rank,
        case
            when is_placed and people_count >= minimum_group_count
                then coalesce(cast(place - 1 as double) / nullif(people_count - 1, 0), 0)
        end as rank_share
    from placed
),

-- the tiers of a scheme neither overlap nor leave a gap (tests/rules), so nothing fans out
final as (
    select
        -- keys
        ranked.scheme_id,
        ranked.subject_type,
        ranked.subject_id,
        ranked.period_type,
        ranked.period_start_date,

        -- dimensions
        ranked.group_type,
        ranked.group_id,
        tier.tier,
        tier.tier_order,
        case
            when ranked.is_placed and ranked.group_rank is null then 'group_too_small'
            else ranked.reason
        end as reason,
        concat_ws(' ', ranked.assumption_ids, tier.assumption_ids) as assumption_ids,

        -- measures
        ranked.attained_score,
        ranked.group_rank,
        ranked.group_count,
        ranked.rank_share,
        case
            when tier.tier is not null
                then
                    1 + ranked.group_rank
                    - min(ranked.group_rank) over people_of_tier
        end as tier_rank,
        case when tier.tier is not null then count(*) over people_of_tier end as tier_count,

        -- flags
        ranked.is_provisional
    from ranked
    left join tier
        on
            ranked.scheme_id = tier.scheme_id
            and {{ is_in_force('tier', 'ranked.period_start_date') }}
            and ranked.rank_share is not null
            and {{ is_in_band('ranked.rank_share', 'tier') }}
    window people_of_tier as (
        partition by
            ranked.scheme_id,
            ranked.subject_type,
            ranked.period_type,
            ranked.period_start_date,
            ranked.group_id,
            tier.tier
    )
)

select * from final
