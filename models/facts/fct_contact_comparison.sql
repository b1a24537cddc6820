-- What switch, call-back, QA and survey say of one contact, side by side, and whether they agree.
-- Grain: one row per (interaction_id, aspect) of a contact that a call-back or QA checked.
with

voices as (
    select * from {{ ref('int_contact_voices') }}
),

checks as (
    select * from {{ ref('int_contact_checks') }}
),

contact_agents as (
    select * from {{ ref('int_contacts_attributed_to_agents') }}
),

profiles as (
    select * from {{ ref('int_agent_day_profiles') }}
),

counted as (
    select
        interaction_id,
        aspect,
        said_value,
        count(*) as voice_count
    from voices
    group by interaction_id, aspect, said_value
),

-- what most say; where two are said as often it is decided by nobody, and max only names one
strongest as (
    select
        interaction_id,
        aspect,
        cast(sum(voice_count) as bigint) as voice_count,
        max(voice_count) as agreeing_count,
        max_by(said_value, voice_count) as strongest_value
    from counted
    group by interaction_id, aspect
),

side_by_side as (
    select
        interaction_id,
        {%- for voice in ['switch', 'leg_log', 'callback', 'qa', 'survey'] %}
        max(said_value) filter (where voice = '{{ voice }}') as {{ voice }}_value,
        {%- endfor %}
        aspect
    from voices
    group by interaction_id, aspect
),

judged as (
    select
        *,
        case
            when voice_count = 1 then 'single_source'
            when agreeing_count = voice_count then 'agreed'
            when agreeing_count >= 2 and 2 * agreeing_count > voice_count then 'accepted'
            else 'manual_check'
        end as comparison_status
    from strongest
),

-- No fan-out: one row per contact and aspect, one profile per agent-day.
final as (
    select
        -- keys
        judged.interaction_id,
        judged.aspect,

        -- dimensions
        coalesce(contact_agents.last_agent_id, 'unknown') as agent_id,
        coalesce(profiles.team_id, 'unknown') as team_id,
        coalesce(profiles.business_line, 'unknown') as business_line,
        side_by_side.switch_value,
        side_by_side.leg_log_value,
        side_by_side.callback_value,
        side_by_side.qa_value,
        side_by_side.survey_value,
        judged.comparison_status,
        case
            when judged.comparison_status in ('agreed', 'accepted') then judged.strongest_value
        end as accepted_value,

        -- measures
        judged.voice_count,
        judged.agreeing_count,

        -- times
        coalesce(contact_agents.last_work_date, checks.checked_date) as work_date
    from judged
    inner join side_by_side
        on
            judged.interaction_id = side_by_side.interaction_id
            and judged.aspect = side_by_side.aspect
    inner join checks on judged.interaction_id = checks.interaction_id
    left join contact_agents on judged.interaction_id = contact_agents.interaction_id
    left join profiles
        on
            contact_agents.last_agent_id = profiles.agent_id
            and contact_agents.last_work_date = profiles.work_date
)

select * from final
