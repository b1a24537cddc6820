-- Who appraised whom on a card, and when it was signed off and told.
-- Grain: one row per (card_id) of a person's month.
with

card as (
    select * from {{ ref('scorecard') }}
    where subject_type = 'agent' and period_type = 'month'
),

agent as (
    select * from {{ ref('dim_agent') }}
),

sign_off as (
    select * from {{ ref('dim_result_sign_off') }}
),

-- nobody appraises themselves: a leader's appraiser is the supervisor
people as (
    select
        agent_id,
        nullif(leader_id, agent_id) as leader_id,
        nullif(supervisor_id, agent_id) as supervisor_id
    from agent
),

signers as (
    select
        card.card_id,
        card.scheme_id,
        card.subject_id as appraisee_id,
        card.period_type,
        card.period_start_date,
        coalesce(people.leader_id, people.supervisor_id) as appraiser_id,
        case when people.leader_id is not null then people.supervisor_id end as reviewer_id
    from card
    left join people on card.subject_id = people.agent_id
),

final as (
    select
        -- keys
        signers.card_id,
        signers.scheme_id,
        signers.appraisee_id,
        signers.period_type,
        signers.period_start_date,

        -- dimensions
        signers.appraiser_id,
        signers.reviewer_id,
        case
            when signers.appraiser_id is null then 'no_appraiser'
            when appraised.sign_off_due_on_date is null then 'not_asked'
            when appraised.signed_off_on_date is null then 'open'
            when appraised.signed_off_on_date > appraised.sign_off_due_on_date then 'late'
            else 'signed'
        end as status,

        -- times
        appraised.sign_off_due_on_date,
        appraised.signed_off_on_date,
        reviewed.signed_off_on_date as reviewed_on_date,
        appraised.fed_back_on_date
    from signers
    left join sign_off as appraised
        on
            signers.appraiser_id = appraised.signer_id
            and signers.period_start_date = appraised.month_date
    left join sign_off as reviewed
        on
            signers.reviewer_id = reviewed.signer_id
            and signers.period_start_date = reviewed.month_date
)

select * from final
