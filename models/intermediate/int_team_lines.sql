-- The line of business each team serves, as its newest assignment has it.
-- Grain: one row per (team_id).
with

assignments as (
    select * from {{ ref('stg_assignments') }}
),

-- Tie-break: the agent's id, as in dim_team.
newest_assignments as (
    select * from assignments
    qualify row_number() over (
        partition by team_id order by valid_from_date desc, agent_id asc
    ) = 1
),

final as (
    select
        -- keys
        team_id,

        -- dimensions
        business_line
    from newest_assignments
    where team_id is not null and business_line is not null
)

select * from final
