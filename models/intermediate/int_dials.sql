-- Dialled outbound calls with the agent who dialled and what came of them.
-- Grain: one row per (interaction_id).
with

contacts as (
    select * from {{ ref('int_contacts') }}
),

legs as (
    select * from {{ ref('int_legs') }}
),

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

day_segments as (
    select * from {{ ref('int_agent_day_segments') }}
),

-- Tie-break of legs with the same number: the leg's id.
first_legs as (
    select
        interaction_id,
        agent_id
    from legs
    where direction = 'outbound'
    qualify row_number() over (partition by interaction_id order by leg_number, leg_id) = 1
),

dials as (
    select
        contacts.interaction_id,
        coalesce(first_legs.agent_id, contacts.agent_id) as agent_id,
        contacts.contacted_at
    from contacts
    left join first_legs
        on contacts.interaction_id = first_legs.interaction_id
    where contacts.is_counted and contacts.direction = 'outbound'
),

dated as (
    {{ with_work_date('dials', 'contacted_at') }}
),

final as (
    select
        -- keys
        interaction_id,

        -- dimensions
        agent_id,

        -- times
        work_date
    from dated
)

select * from final
