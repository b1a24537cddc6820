-- What belongs to a team or a line and to no agent: money, inspections, customers.
-- Grain: one row per (team_id, business_line, work_date).
{%- set parts = {
    'hygiene': ['team_hygiene_inspection_count'],
    'headcount': ['staff_headcount_day_count', 'headcount_day_count', 'staff_leaver_count',
        'leaver_count', 'voluntary_leaver_count', 'burnout_leaver_count'],
    'employee_surveys': ['employee_answer_count'],
    'tasks': ['due_support_request_count', 'late_support_request_count', 'due_parts_order_count',
        'parts_order_on_time_count'],
    'customers': ['opening_customer_count', 'lost_customer_count',
        'opening_high_value_customer_count', 'lost_high_value_customer_count'],
} %}
{%- set amount_parts = {
    'costs': ['labour_cost_amount', 'system_cost_amount', 'telecom_cost_amount',
        'other_cost_amount', 'labour_budget_amount', 'system_budget_amount',
        'telecom_budget_amount', 'other_budget_amount'],
    'results': ['revenue_amount', 'profit_amount'],
} %}
{%- set point_parts = {
    'hygiene': ['team_hygiene_points', 'team_hygiene_max_points'],
    'employee_surveys': ['employee_answer_points'],
} %}
{%- set sources = ['costs', 'hygiene', 'results', 'tasks', 'customers', 'headcount',
    'employee_surveys'] %}
with

{% for source in sources -%}
{{ source }} as (
    select * from {{ ref('int_team_day_' ~ source) }}
),

{% endfor -%}
team_days as (
    {%- for source in sources %}
    select
        team_id,
        business_line,
        work_date
    from {{ source }}
    {%- if not loop.last %}
    union distinct
    {%- endif %}
    {%- endfor %}
),

-- No fan-out: every source has one row per team, line and day.
final as (
    select
        -- keys
        team_days.team_id,
        team_days.business_line,
        team_days.work_date,

        -- measures
        {%- for source, names in parts.items() %}
        {{ parts_or_zero(source, names) }},
        {%- endfor %}
        {%- for source, names in point_parts.items() %}
        {{ parts_or_zero(source, names, 'decimal(18, 4)') }},
        {%- endfor %}
        {%- for source, names in amount_parts.items() %}
        {{ parts_or_zero(source, names, 'decimal(18, 2)') }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from team_days
    {% for source in sources -%}
    left join {{ source }}
        on
            team_days.team_id = {{ source }}.team_id
            and team_days.business_line = {{ source }}.business_line
            and team_days.work_date = {{ source }}.work_date
    {% endfor %}
)

select * from final
