-- Walks through the menu and sessions with bots of each line on each local calendar day.
-- Grain: one row per (business_line, work_date) with either.
with

ivr_sessions as (
    select * from {{ ref('stg_ivr_sessions') }}
),

bot_sessions as (
    select * from {{ ref('stg_bot_sessions') }}
),

contacts as (
    select * from {{ ref('int_contacts') }}
),

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

contacts_with_bots as (
    select distinct bot_session_id from contacts
    where is_counted and bot_session_id is not null
),

-- A menu that serves several lines has none of its own: its caller's line counts.
sessions as (
    select
        coalesce(ivr_sessions.business_line, contacts.business_line, 'unknown') as business_line,
        ivr_sessions.started_at,
        true as is_ivr,
        false as is_bot,
        false as is_bot_dial,
        coalesce(ivr_sessions.is_self_service_successful, false) as is_successful,
        coalesce(ivr_sessions.exit_reason <> 'agent', false)
        and not coalesce(contacts.is_answered, false) as is_contained,
        false as is_handed_off,
        false as is_reviewed,
        false as is_unnecessary,
        false as is_without_contact,
        cast(null as varchar) as prescreen_result
    from ivr_sessions
    left join contacts
        on ivr_sessions.interaction_id = contacts.interaction_id
    where coalesce(contacts.is_counted, true)
    union all
    select
        coalesce(bot_sessions.business_line, 'unknown') as business_line,
        bot_sessions.started_at,
        false as is_ivr,
        coalesce(bot_sessions.channel, 'chat') <> 'outbound' as is_bot,
        coalesce(bot_sessions.channel, 'chat') = 'outbound' as is_bot_dial,
        false as is_successful,
        coalesce(bot_sessions.is_contained, false) as is_contained,
        coalesce(bot_sessions.is_handed_off, false) as is_handed_off,
        coalesce(bot_sessions.is_handed_off, false)
        and bot_sessions.was_handoff_necessary is not null as is_reviewed,
        coalesce(
            bot_sessions.is_handed_off and not bot_sessions.was_handoff_necessary, false
        ) as is_unnecessary,
        contacts_with_bots.bot_session_id is null as is_without_contact,
        bot_sessions.prescreen_result
    from bot_sessions
    left join contacts_with_bots
        on bot_sessions.bot_session_id = contacts_with_bots.bot_session_id
),

final as (
    select
        -- keys
        sessions.business_line,
        {{ local_date('sessions.started_at', 'centre_settings.time_zone') }} as work_date,

        -- measures
        {%- for name, condition in [
            ('ivr_session_count', 'is_ivr'),
            ('ivr_self_service_success_count', 'is_ivr and is_successful'),
            ('ivr_contained_count', 'is_ivr and is_contained'),
            ('bot_session_count', 'is_bot'),
            ('bot_contained_count', 'is_bot and is_contained'),
            ('bot_only_contact_count', 'is_bot and is_contained and is_without_contact'),
            ('bot_handoff_count', 'is_bot and is_handed_off'),
            ('bot_handoff_reviewed_count', 'is_bot and is_reviewed'),
            ('bot_unnecessary_handoff_count', 'is_bot and is_unnecessary'),
            ('bot_prescreened_count', 'is_bot_dial and prescreen_result is not null'),
            ('bot_prescreen_reached_count', "is_bot_dial and prescreen_result in ('passed', 'refused')"),
            ('bot_prescreen_passed_count', "is_bot_dial and prescreen_result = 'passed'"),
        ] %}
        count(*) filter (where {{ condition }}) as {{ name }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from sessions
    cross join centre_settings
    group by sessions.business_line, work_date
)

select * from final
