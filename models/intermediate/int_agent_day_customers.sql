-- Customers served and what came of it: sales to them, repurchase, renewal, lifetime value.
-- Grain: one row per (agent_id, work_date) with any of them.
{{ config(materialized='table') }}
{%- set counts = {
    'contacts_served': {
        'served_contact_count': 'true',
        'ordered_contact_count': 'has_order',
        'existing_customer_outbound_contact_count':
            "direction = 'outbound' and is_existing_customer",
        'existing_customer_outbound_sale_count':
            "direction = 'outbound' and is_existing_customer and is_sold",
        'high_value_outbound_contact_count':
            "direction = 'outbound' and value_tier in ('vip', 'high')",
        'high_value_outbound_sale_count':
            "direction = 'outbound' and value_tier in ('vip', 'high') and is_sold",
    },
    'customers_served': {
        'served_customer_count': 'is_first_contact',
        'repurchasing_served_customer_count': 'is_first_contact and has_purchase',
        'outbound_served_customer_count': 'is_first_outbound',
        'repurchasing_outbound_customer_count': 'is_first_outbound and has_purchase',
        'high_value_caller_count': 'is_first_inbound_of_high_value',
        'renewing_high_value_caller_count': 'is_first_inbound_of_high_value and has_renewal',
    },
} %}
with

contacts_served as (
    select * from {{ ref('int_contacts_served') }}
),

customers_served as (
    select * from {{ ref('int_customers_served_by_month') }}
),

value_changes as (
    select * from {{ ref('int_customer_value_changes') }}
),

{% for source, parts in counts.items() -%}
{{ source }}_by_day as (
    select
        agent_id,
        work_date,
        {%- for part, condition in parts.items() %}
        count(*) filter (where {{ condition }}) as {{ part }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from {{ source }}
    group by agent_id, work_date
),

{% endfor -%}
value_changes_by_day as (
    select
        agent_id,
        work_date,
        count(*) filter (where was_served) as served_value_change_count,
        sum(change_amount) filter (where was_served) as lifetime_value_change_amount,
        sum(change_amount) filter (where not was_served) as unserved_value_change_amount
    from value_changes
    group by agent_id, work_date
),

{%- set sources = counts.keys() | list + ['value_changes'] %}

days as (
    {%- for source in sources %}
    select
        agent_id,
        work_date
    from {{ source }}_by_day
    {%- if not loop.last %}
    union distinct
    {%- endif %}
    {%- endfor %}
),

-- No fan-out: each side has one row per agent-day.
final as (
    select
        -- keys
        days.agent_id,
        days.work_date,

        -- measures
        {%- for source, parts in counts.items() %}
        {{ parts_or_zero(source ~ '_by_day', parts.keys() | list) }},
        {%- endfor %}
        {{ parts_or_zero('value_changes_by_day', ['served_value_change_count']) }},
        {{ parts_or_zero('value_changes_by_day', [
            'lifetime_value_change_amount', 'unserved_value_change_amount',
        ], 'decimal(18, 2)') }}
    from days
    {% for source in sources -%}
    left join {{ source }}_by_day
        on
            days.agent_id = {{ source }}_by_day.agent_id
            and days.work_date = {{ source }}_by_day.work_date
    {% endfor %}
)

select * from final
