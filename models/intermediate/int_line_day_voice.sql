-- What is said of a line and no agent: clients' scores, public mentions, tension in voices (DQ50).
-- Grain: one row per (business_line, work_date) with any of them.
with

customer_feedback as (
    select * from {{ ref('stg_customer_feedback') }}
),

contacts as (
    select * from {{ ref('int_contacts') }}
),

assignments as (
    select * from {{ ref('stg_assignments') }}
),

speech as (
    select * from {{ ref('int_speech_attributed_to_agents') }}
),

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

known_lines as (
    select distinct business_line from assignments
),

-- The contact's line; a client's score names the line as its topic. No fan-out: one contact, one
-- line.
said as (
    select
        coalesce(contacts.business_line, known_lines.business_line, 'unknown') as business_line,
        coalesce(
            {{ local_date('customer_feedback.received_at', 'centre_settings.time_zone') }},
            {{ unknown_date() }}
        ) as work_date,
        customer_feedback.feedback_type,
        customer_feedback.sentiment_code,
        case
            when customer_feedback.feedback_score is not null
                then customer_feedback.feedback_max_score
        end as feedback_max_score,
        case
            when customer_feedback.feedback_max_score is not null
                then customer_feedback.feedback_score
        end as feedback_score,
        case
            when customer_feedback.contract_completion_score is not null
                then customer_feedback.feedback_max_score
        end as contract_max_score,
        case
            when customer_feedback.feedback_max_score is not null
                then customer_feedback.contract_completion_score
        end as contract_score,
        null as vocal_tension_index
    from customer_feedback
    cross join centre_settings
    left join contacts
        on customer_feedback.interaction_id = contacts.interaction_id
    left join known_lines
        on
            customer_feedback.topic_code = known_lines.business_line
            and customer_feedback.feedback_type = 'client_satisfaction'
    where customer_feedback.feedback_type in ('mention', 'client_satisfaction')
    union all
    select
        business_line,
        contact_date as work_date,
        'speech' as feedback_type,
        null as sentiment_code,
        null as feedback_max_score,
        null as feedback_score,
        null as contract_max_score,
        null as contract_score,
        vocal_tension_index
    from speech
    where vocal_tension_index is not null
),

final as (
    select
        -- keys
        business_line,
        work_date,

        -- measures
        count(*) filter (where feedback_type = 'mention') as public_mention_count,
        count(*) filter (where feedback_type = 'mention' and sentiment_code = 'positive')
            as positive_mention_count,
        count(feedback_score) filter (where feedback_type = 'client_satisfaction')
            as client_score_count,
        {%- for measure, score in [
            ('client_satisfaction_points', 'feedback_score'),
            ('client_satisfaction_max_points', 'feedback_max_score'),
            ('client_contract_points', 'contract_score'),
            ('client_contract_max_points', 'contract_max_score'),
        ] %}
        cast(
            coalesce(sum({{ score }}) filter (where feedback_type = 'client_satisfaction'), 0)
            as decimal(18, 4)
        ) as {{ measure }},
        {%- endfor %}
        count(vocal_tension_index) as vocal_tension_count,
        cast(coalesce(sum(vocal_tension_index), 0) as decimal(18, 4)) as vocal_tension_points
    from said
    group by business_line, work_date
)

select * from final
