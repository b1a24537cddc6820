-- Contacts of lists that ask for key fields, with how many of those fields were completed in them.
-- Grain: one row per (interaction_id) handled whose list asks for fields.
with

contacts_served as (
    select * from {{ ref('int_contacts_served') }}
),

profile_changes as (
    select * from {{ ref('int_profile_changes_attributed_to_agents') }}
),

completed_by_contact as (
    select
        interaction_id,
        count(distinct field_name) as completed_field_count
    from profile_changes
    where is_completed and interaction_id is not null
    group by interaction_id
),

-- More than was asked for counts as all of it.
final as (
    select
        -- keys
        contacts_served.interaction_id,

        -- dimensions
        contacts_served.agent_id,

        -- measures
        contacts_served.required_profile_field_count,
        least(
            coalesce(completed_by_contact.completed_field_count, 0),
            contacts_served.required_profile_field_count
        ) as completed_profile_field_count,

        -- times
        contacts_served.work_date
    from contacts_served
    left join completed_by_contact
        on contacts_served.interaction_id = completed_by_contact.interaction_id
    where contacts_served.required_profile_field_count > 0
)

select * from final
