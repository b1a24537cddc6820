-- Sign-ins and sign-outs of each agent and day: one of each per login session.
-- Grain: one row per (agent_id, work_date) with a sign-in or a sign-out.
{{ config(materialized='table') }}
with

login_sessions as (
    select * from {{ ref('int_login_sessions') }}
),

signs as (
    select
        agent_id,
        sign_in_date as work_date,
        1 as sign_in_count,
        0 as sign_out_count
    from login_sessions
    union all
    select
        agent_id,
        sign_out_date as work_date,
        0 as sign_in_count,
        1 as sign_out_count
    from login_sessions
),

final as (
    select
        -- keys
        agent_id,
        work_date,

        -- measures
        cast(sum(sign_in_count) as bigint) as sign_in_count,
        cast(sum(sign_out_count) as bigint) as sign_out_count
    from signs
    group by agent_id, work_date
)

select * from final
