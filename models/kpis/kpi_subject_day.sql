-- Every day on which any fact speaks of somebody or something.
-- Grain: one row per (subject_type, subject_id, work_date).
{%- set other_subjects = [
    ('team', 'team_id', 'agent_day'),
    ('team', 'team_id', 'team_day'),
    ('queue', 'queue_id', 'queue_interval'),
    ('line', 'business_line', 'agent_day'),
    ('line', 'business_line', 'queue_interval'),
    ('line', 'business_line', 'line_day'),
    ('line', 'business_line', 'team_day'),
    ('centre', "'centre'", 'agent_day'),
    ('centre', "'centre'", 'queue_interval'),
    ('centre', "'centre'", 'line_day'),
    ('centre', "'centre'", 'team_day'),
] %}
with

agent_day as (
    select * from {{ ref('fct_agent_day') }}
),

agent_role_period as (
    select * from {{ ref('dim_agent_role_period') }}
),

queue_interval as (
    select * from {{ ref('fct_queue_interval') }}
),

line_day as (
    select * from {{ ref('fct_line_day') }}
),

team_day as (
    select * from {{ ref('fct_team_day') }}
),

other_days as (
    {%- for subject_type, subject_id, fact in other_subjects %}
    select
        '{{ subject_type }}' as subject_type,
        {{ subject_id }} as subject_id,
        work_date
    from {{ fact }}
    {{ 'union distinct' if not loop.last }}
    {%- endfor %}
),

agents_in_roles as (
    select distinct
        agent_in_role_id,
        agent_id,
        role
    from agent_role_period
),

-- a day of a person is one row of the fact, and has one role
combined as (
    select
        'agent' as subject_type,
        agent_id as subject_id,
        work_date,
        role,
        business_line
    from agent_day
    union all
    select
        'agent_in_role' as subject_type,
        agents_in_roles.agent_in_role_id as subject_id,
        agent_day.work_date,
        agent_day.role,
        agent_day.business_line
    from agents_in_roles
    inner join agent_day
        on
            agents_in_roles.agent_id = agent_day.agent_id
            and agents_in_roles.role = agent_day.role
    union all
    select
        subject_type,
        subject_id,
        work_date,
        cast(null as varchar) as role,
        case when subject_type = 'line' then subject_id end as business_line
    from other_days
),

final as (
    select
        -- keys
        subject_type,
        subject_id,
        work_date,

        -- dimensions
        role,
        business_line
    from combined
)

select * from final
