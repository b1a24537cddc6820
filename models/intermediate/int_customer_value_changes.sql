-- Moves of customers' lifetime value between snapshots, with the last agent who served them then.
-- Grain: one row per (customer_id, snapshot_date) that has an earlier snapshot.
with

customer_values as (
    select * from {{ ref('stg_customer_values') }}
),

contacts_served as (
    select * from {{ ref('int_contacts_served') }}
),

data_span as (
    select * from {{ ref('int_data_span') }}
),

moves as (
    select
        customer_values.customer_id,
        customer_values.snapshot_date,
        lag(customer_values.snapshot_date) over (
            partition by customer_values.customer_id order by customer_values.snapshot_date
        ) as earlier_snapshot_date,
        customer_values.lifetime_value_amount
        - lag(customer_values.lifetime_value_amount) over (
            partition by customer_values.customer_id order by customer_values.snapshot_date
        ) as change_amount
    from customer_values
    cross join data_span
    where
        data_span.data_through_date is null
        or customer_values.snapshot_date <= data_span.data_through_date
),

-- A snapshot is taken at the end of its day. Tie-break: the contact's id.
final as (
    select
        -- keys
        moves.customer_id,
        moves.snapshot_date,

        -- dimensions
        coalesce(contacts_served.agent_id, 'unknown') as agent_id,

        -- measures
        cast(moves.change_amount as decimal(18, 2)) as change_amount,

        -- flags
        contacts_served.interaction_id is not null as was_served,

        -- times
        coalesce(contacts_served.work_date, moves.snapshot_date) as work_date
    from moves
    left join contacts_served
        on
            moves.customer_id = contacts_served.customer_id
            and moves.earlier_snapshot_date < contacts_served.contact_date
            and moves.snapshot_date >= contacts_served.contact_date
    where moves.earlier_snapshot_date is not null
    qualify row_number() over (
        partition by moves.customer_id, moves.snapshot_date
        order by contacts_served.contacted_at desc nulls last, contacts_served.interaction_id desc
    ) = 1
)

select * from final
