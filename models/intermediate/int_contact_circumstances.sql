-- What held while a contact came in: a peak, an outage, a VIP calling; and whether a hold lost it.
-- Grain: one row per (interaction_id) that counts.
{{ config(materialized='table') }}
with

contacts as (
    select * from {{ ref('int_contacts') }}
),

scenarios as (
    select * from {{ ref('stg_scenarios') }}
),

outages as (
    select * from {{ ref('stg_outages') }}
),

customers as (
    select * from {{ ref('stg_customers') }}
),

agent_states as (
    select * from {{ ref('stg_agent_states') }}
),

in_peaks as (
    select distinct contacts.interaction_id
    from contacts
    inner join scenarios
        on
            contacts.contacted_at >= scenarios.started_at
            and contacts.contacted_at < scenarios.ended_at
            and coalesce(scenarios.business_line, contacts.business_line) = contacts.business_line
    where scenarios.scenario_type in ('promo', 'peak_season')
),

-- An outage of one queue touches only what reached that queue; one of all touches everything.
in_outages as (
    select distinct contacts.interaction_id
    from contacts
    inner join outages
        on
            contacts.contacted_at >= outages.started_at
            and (contacts.contacted_at < outages.ended_at or outages.ended_at is null)
            and coalesce(outages.affected_queue_id, contacts.queue_id) = contacts.queue_id
),

of_vip_customers as (
    select distinct contacts.interaction_id
    from contacts
    inner join customers
        on
            contacts.customer_id = customers.customer_id
            and contacts.contact_date >= customers.valid_from_date
            and (
                contacts.contact_date < customers.valid_to_date
                or customers.valid_to_date is null
            )
    where customers.value_tier = 'vip'
),

-- The customer hung up and the agent's hold lasted until then: nobody came back in time (AM07).
lost_on_hold as (
    select distinct contacts.interaction_id
    from contacts
    inner join agent_states
        on contacts.interaction_id = agent_states.interaction_id
    where
        contacts.is_answered
        and contacts.disconnect_by = 'customer'
        and agent_states.state = 'hold'
        and agent_states.ended_at > agent_states.started_at
        and agent_states.ended_at >= contacts.ended_at
),

-- No fan-out: each of the four has a contact once.
final as (
    select
        -- keys
        contacts.interaction_id,

        -- flags
        in_peaks.interaction_id is not null as is_in_peak,
        in_outages.interaction_id is not null as is_in_outage,
        contacts.is_marked_vip or of_vip_customers.interaction_id is not null as is_vip,
        lost_on_hold.interaction_id is not null as was_lost_on_hold
    from contacts
    left join in_peaks
        on contacts.interaction_id = in_peaks.interaction_id
    left join in_outages
        on contacts.interaction_id = in_outages.interaction_id
    left join of_vip_customers
        on contacts.interaction_id = of_vip_customers.interaction_id
    left join lost_on_hold
        on contacts.interaction_id = lost_on_hold.interaction_id
    where contacts.is_counted
)

select * from final
