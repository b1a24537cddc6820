-- Handled calls held against limits, one by one: too long, exempt, complex, cut off.
-- Grain: one row per (leg_id) of a handled call.
with

legs as (
    select * from {{ ref('int_legs') }}
    where is_handled and is_voice
),

contacts as (
    select * from {{ ref('int_contacts') }}
),

contact_agents as (
    select * from {{ ref('int_contacts_attributed_to_agents') }}
),

survey_answers as (
    select * from {{ ref('int_survey_answers_attributed_to_agents') }}
),

speech_analytics as (
    select * from {{ ref('stg_speech_analytics') }}
),

tickets as (
    select * from {{ ref('stg_tickets') }}
),

queue_limits as (
    select * from {{ ref('int_queue_limits_in_force') }}
),

assumptions as (
    select * from {{ ref('int_assumptions_in_force') }}
),

-- Of the call's own valid ratings all must be satisfied; excluded ones do not speak.
satisfied_contacts as (
    select interaction_id
    from survey_answers
    where rating is not null and not is_excluded
    group by interaction_id
    having bool_and(is_satisfied)
),

complex_tickets as (
    select distinct origin_interaction_id as interaction_id
    from tickets
    where complexity = 'complex'
),

-- No fan-out: one row per contact in each; one stretch of limits and assumptions holds on a day.
marked as (
    select
        legs.leg_id,
        legs.interaction_id,
        legs.agent_id,
        legs.queue_id,
        legs.talk_seconds,
        legs.handle_seconds,
        legs.work_date,
        legs.booked_at,
        assumptions.handle_limit_streak_length,
        queue_limits.handle_limit_seconds,
        legs.handle_seconds > queue_limits.handle_limit_seconds as is_over_handle_limit,
        legs.handle_seconds > assumptions.patience_limit_seconds as is_over_patience_limit,
        legs.talk_seconds > assumptions.long_call_seconds as is_long,
        legs.talk_seconds > 0
        and legs.talk_seconds < assumptions.talk_outlier_seconds as is_timed,
        satisfied_contacts.interaction_id is not null as is_of_satisfied_customer,
        legs.agent_id = contact_agents.last_agent_id and legs.leg_id = max(legs.leg_id) over (
            partition by legs.interaction_id, legs.agent_id
        ) as is_last_agents,
        coalesce(
            speech_analytics.intent_complexity = 'complex',
            complex_tickets.interaction_id is not null
        ) as is_complex,
        coalesce(contacts.disconnect_by = 'agent', false) as is_ended_by_agent
    from legs
    inner join assumptions
        on
            legs.work_date >= assumptions.valid_from_date
            and legs.work_date < assumptions.valid_to_date
    inner join queue_limits
        on
            legs.queue_id = queue_limits.queue_id
            and legs.work_date >= queue_limits.valid_from_date
            and legs.work_date < queue_limits.valid_to_date
    left join contacts on legs.interaction_id = contacts.interaction_id
    left join contact_agents on legs.interaction_id = contact_agents.interaction_id
    left join satisfied_contacts on legs.interaction_id = satisfied_contacts.interaction_id
    left join speech_analytics on legs.interaction_id = speech_analytics.interaction_id
    left join complex_tickets on legs.interaction_id = complex_tickets.interaction_id
),

final as (
    select
        -- keys
        leg_id,

        -- dimensions
        interaction_id,
        agent_id,
        queue_id,

        -- measures
        talk_seconds,
        handle_seconds,
        handle_limit_seconds,
        handle_limit_streak_length,

        -- flags
        is_over_handle_limit,
        is_over_patience_limit,
        is_timed,
        is_long,
        is_long and is_of_satisfied_customer as is_long_exempt,
        coalesce(is_last_agents and is_complex, false) as is_complex,
        coalesce(is_last_agents and is_complex and is_ended_by_agent, false)
            as is_complex_cut_off,

        -- times
        work_date,
        booked_at
    from marked
)

select * from final
