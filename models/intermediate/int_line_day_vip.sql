-- How VIP customers were served: contacts within the limit of their queue, tickets within theirs.
-- Grain: one row per (business_line, work_date) with either.
with

offered as (
    select * from {{ ref('int_offered_contacts') }}
),

circumstances as (
    select * from {{ ref('int_contact_circumstances') }}
),

attributed_tickets as (
    select * from {{ ref('int_tickets_attributed_to_agents') }}
),

tickets as (
    select * from {{ ref('stg_tickets') }}
),

customers as (
    select * from {{ ref('stg_customers') }}
),

vip_contacts as (
    select
        offered.business_line,
        offered.work_date,
        1 as contact_count,
        case
            when offered.is_voice then offered.is_answered_in_queue_limit
            else offered.is_responded_in_time
        end as is_contact_in_time,
        0 as ticket_count,
        false as is_ticket_in_time
    from offered
    inner join circumstances
        on offered.interaction_id = circumstances.interaction_id
    where
        circumstances.is_vip
        and offered.is_response_judged
),

-- VIP on the day the ticket was opened, or opened by a VIP's contact.
vip_customer_tickets as (
    select distinct tickets.ticket_id
    from tickets
    inner join attributed_tickets
        on tickets.ticket_id = attributed_tickets.ticket_id
    inner join customers
        on
            tickets.customer_id = customers.customer_id
            and attributed_tickets.created_date >= customers.valid_from_date
            and (
                attributed_tickets.created_date < customers.valid_to_date
                or customers.valid_to_date is null
            )
    where customers.value_tier = 'vip'
),

vip_tickets as (
    select
        coalesce(attributed_tickets.business_line, 'unknown') as business_line,
        attributed_tickets.work_date,
        0 as contact_count,
        false as is_contact_in_time,
        1 as ticket_count,
        attributed_tickets.is_within_sla as is_ticket_in_time
    from attributed_tickets
    left join vip_customer_tickets
        on attributed_tickets.ticket_id = vip_customer_tickets.ticket_id
    left join circumstances
        on attributed_tickets.origin_interaction_id = circumstances.interaction_id
    where
        attributed_tickets.is_within_sla is not null
        and (
            vip_customer_tickets.ticket_id is not null
            or coalesce(circumstances.is_vip, false)
        )
),

united as (
    select * from vip_contacts
    union all
    select * from vip_tickets
),

final as (
    select
        -- keys
        business_line,
        work_date,

        -- measures
        cast(sum(contact_count) as bigint) as vip_contact_count,
        count(*) filter (where is_contact_in_time) as vip_contact_in_time_count,
        cast(sum(ticket_count) as bigint) as vip_ticket_judged_count,
        count(*) filter (where is_ticket_in_time) as vip_ticket_within_sla_count
    from united
    group by business_line, work_date
)

select * from final
