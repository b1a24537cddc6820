-- What weekly reviews found to be the cause of a missed target.
-- Grain: one row per (event_id).
with

workplace_events as (
    select * from {{ ref('stg_workplace_events') }}
    where event_type = 'miss_review'
),

root_causes as (
    select * from {{ ref('root_causes') }}
),

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

-- whom the review names most narrowly it is about; a code nobody knows is another cause
final as (
    select
        -- keys
        workplace_events.event_id,

        -- dimensions
        case
            when workplace_events.agent_id is not null then 'agent'
            when workplace_events.team_id is not null then 'team'
            else 'centre'
        end as subject_type,
        coalesce(workplace_events.agent_id, workplace_events.team_id, 'centre') as subject_id,
        workplace_events.kpi_id,
        coalesce(root_causes.cause_code, 'other') as cause_code,

        -- times
        {{ local_date('workplace_events.event_at', 'centre_settings.time_zone') }} as review_date,
        workplace_events.event_at as reviewed_at
    from workplace_events
    cross join centre_settings
    left join root_causes on workplace_events.event_code = root_causes.cause_code
)

select * from final
