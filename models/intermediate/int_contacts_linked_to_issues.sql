-- Answered contacts with a customer and a reason, linked into issues by the repeat window.
-- Grain: one row per (interaction_id).
{{ config(materialized='table') }}
with

contacts as (
    select * from {{ ref('int_contacts') }}
),

assumptions as (
    select * from {{ ref('int_assumptions_in_force') }}
),

linkable as (
    select
        contacts.interaction_id,
        contacts.customer_id,
        contacts.intent_code,
        contacts.contacted_at,
        assumptions.repeat_contact_days * 86400 as repeat_seconds,
        lag(contacts.contacted_at) over (
            partition by contacts.customer_id, contacts.intent_code
            order by contacts.contacted_at, contacts.interaction_id
        ) as previous_contacted_at
    from contacts
    inner join assumptions
        on
            contacts.contact_date >= assumptions.valid_from_date
            and contacts.contact_date < assumptions.valid_to_date
    where
        contacts.is_counted
        and contacts.is_answered
        and contacts.customer_id is not null
        and contacts.intent_code is not null
        and contacts.contacted_at is not null
),

-- A repeat comes within the window after the contact before it, the last second included.
numbered as (
    select
        *,
        sum(
            case
                when {{ seconds_between('previous_contacted_at', 'contacted_at') }}
                    <= repeat_seconds then 0
                else 1
            end
        ) over (
            partition by customer_id, intent_code
            order by contacted_at, interaction_id
            rows between unbounded preceding and current row
        ) as issue_number
    from linkable
),

final as (
    select
        -- keys
        interaction_id,

        -- dimensions
        first_value(interaction_id) over (
            partition by customer_id, intent_code, issue_number
            order by contacted_at, interaction_id
        ) as issue_id,

        -- measures
        row_number() over (
            partition by customer_id, intent_code, issue_number
            order by contacted_at, interaction_id
        ) as contact_number,
        count(*) over (
            partition by customer_id, intent_code, issue_number
        ) as contact_count,

        -- times
        contacted_at
    from numbered
)

select * from final
