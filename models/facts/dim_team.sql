-- Teams as their newest assignment describes them.
-- Grain: one row per (team_id).
with

assignments as (
    select * from {{ ref('stg_assignments') }}
),

-- Tie-break: the agent's id.
newest_assignments as (
    select * from assignments
    qualify row_number() over (
        partition by team_id order by valid_from_date desc, agent_id
    ) = 1
),

final as (
    select
        -- keys
        team_id,

        -- dimensions
        team_name,
        leader_id,
        supervisor_id,
        coalesce(business_line, 'unknown') as business_line
    from newest_assignments
    where team_id <> 'unknown'
    union all
    select
        'unknown' as team_id,
        cast(null as varchar) as team_name,
        cast(null as varchar) as leader_id,
        cast(null as varchar) as supervisor_id,
        'unknown' as business_line
)

select * from final
