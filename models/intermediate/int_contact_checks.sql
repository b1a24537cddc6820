-- Contacts that a call-back or QA checked, with what they and the customer's survey say.
-- Grain: one row per (interaction_id).
with

callbacks as (
    select * from {{ ref('stg_callbacks') }}
    where interaction_id is not null and is_reached
),

qa_evaluations as (
    select * from {{ ref('stg_qa_evaluations') }}
    where interaction_id is not null
),

qa_items as (
    select * from {{ ref('stg_qa_items') }}
    where item_code = 'problem_solving'
),

survey_answers as (
    select * from {{ ref('int_survey_answers') }}
    where interaction_id is not null and was_answered and not is_excluded
),

assumptions as (
    select * from {{ ref('int_assumptions_in_force') }}
),

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

-- of several the newest speaks; ids break the tie
newest_callback as (
    select
        callbacks.*,
        {{ local_date('callbacks.called_at', 'centre_settings.time_zone') }} as checked_date
    from callbacks
    cross join centre_settings
    qualify row_number() over (
        partition by callbacks.interaction_id
        order by callbacks.called_at desc, callbacks.callback_id desc
    ) = 1
),

newest_evaluation as (
    select
        qa_evaluations.*,
        {{ local_date('qa_evaluations.evaluated_at', 'centre_settings.time_zone') }}
            as checked_date
    from qa_evaluations
    cross join centre_settings
    qualify row_number() over (
        partition by qa_evaluations.interaction_id
        order by qa_evaluations.evaluated_at desc, qa_evaluations.evaluation_id desc
    ) = 1
),

newest_answer as (
    select *
    from survey_answers
    qualify row_number() over (
        partition by interaction_id order by responded_at desc, survey_id desc
    ) = 1
),

-- no fan-out: one row per contact on both sides
checked as (
    select
        coalesce(newest_callback.interaction_id, newest_evaluation.interaction_id)
            as interaction_id,
        newest_callback.agent_id as callback_agent_id,
        newest_evaluation.agent_id as qa_agent_id,
        newest_evaluation.evaluation_id,
        newest_callback.callback_id is not null as has_callback,
        newest_callback.is_confirmed_resolved,
        newest_callback.verified_rating,
        coalesce(newest_callback.checked_date, newest_evaluation.checked_date) as checked_date
    from newest_callback
    full outer join newest_evaluation
        on newest_callback.interaction_id = newest_evaluation.interaction_id
),

-- No fan-out: one answer per contact, one item of a code per evaluation, one stretch a day.
final as (
    select
        -- keys
        checked.interaction_id,

        -- dimensions
        checked.callback_agent_id,
        checked.qa_agent_id,

        -- flags
        checked.has_callback,
        checked.evaluation_id is not null as has_qa,
        newest_answer.survey_id is not null as has_survey,
        checked.is_confirmed_resolved as is_callback_resolved,
        case
            when checked.verified_rating between 1 and 5
                then checked.verified_rating >= assumptions.satisfied_minimum_rating
        end as is_callback_satisfied,
        qa_items.has_passed as is_qa_solved,
        newest_answer.is_resolved_for_customer as is_survey_resolved,
        case when newest_answer.rating is not null then newest_answer.is_satisfied end
            as is_survey_satisfied,

        -- times
        checked.checked_date
    from checked
    inner join assumptions
        on
            checked.checked_date >= assumptions.valid_from_date
            and checked.checked_date < assumptions.valid_to_date
    left join qa_items on checked.evaluation_id = qa_items.evaluation_id
    left join newest_answer on checked.interaction_id = newest_answer.interaction_id
)

select * from final
