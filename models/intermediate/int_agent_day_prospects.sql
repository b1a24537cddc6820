-- Leads found, profiles completed and parts sold, by the agent who answers for them.
-- Grain: one row per (agent_id, work_date) with any of them.
{{ config(materialized='table') }}
{%- set counts = {
    'leads': {'lead_count': 'true', 'valid_lead_count': 'is_valid'},
    'profile_changes': {
        'key_profile_change_count': 'true',
        'completed_key_profile_change_count': 'is_completed',
    },
    'parts_occasions': {
        'parts_sale_occasion_count': 'true',
        'parts_sold_occasion_count': 'has_parts_order',
    },
} %}
with

leads as (
    select * from {{ ref('int_leads_attributed_to_agents') }}
),

profile_changes as (
    select * from {{ ref('int_profile_changes_attributed_to_agents') }}
),

parts_occasions as (
    select * from {{ ref('int_parts_sales_occasions') }}
),

required_profiles as (
    select * from {{ ref('int_required_profiles') }}
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
required_profiles_by_day as (
    select
        agent_id,
        work_date,
        sum(required_profile_field_count) as required_profile_field_count,
        sum(completed_profile_field_count) as completed_profile_field_count
    from required_profiles
    group by agent_id, work_date
),

{%- set sources = counts.keys() | list + ['required_profiles'] %}

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
        {{ parts_or_zero('required_profiles_by_day', [
            'required_profile_field_count', 'completed_profile_field_count',
        ]) }}
    from days
    {% for source in sources -%}
    left join {{ source }}_by_day
        on
            days.agent_id = {{ source }}_by_day.agent_id
            and days.work_date = {{ source }}_by_day.work_date
    {% endfor %}
)

select * from final
