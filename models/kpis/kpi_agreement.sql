-- How far machine and people agree on scripts beyond what chance would give: Cohen's kappa.
-- Grain: one row per (subject, period, measure) with a contact both judged.
with

agent_day as (
    select * from {{ ref('fct_agent_day') }}
    where
        script_both_passed_contact_count + script_both_failed_contact_count
        + script_people_only_passed_contact_count + script_machine_only_passed_contact_count > 0
),

kpi_fact as (
    select * from {{ ref('kpi_facts') }}
    where fact_name = 'fct_agent_day' and subject_type in ('line', 'centre')
),

period_date as (
    select * from {{ ref('dim_period_date') }}
),

judged as (
    select
        kpi_fact.subject_type,
        case kpi_fact.subject_type
            when 'line' then agent_day.business_line
            else kpi_fact.subject_type
        end as subject_id,
        period_date.period_type,
        period_date.period_start_date,
        cast(sum(agent_day.script_both_passed_contact_count) as double) as both_passed,
        cast(sum(agent_day.script_both_failed_contact_count) as double) as both_failed,
        cast(sum(agent_day.script_people_only_passed_contact_count) as double) as people_only,
        cast(sum(agent_day.script_machine_only_passed_contact_count) as double) as machine_only
    from agent_day
    cross join kpi_fact
    inner join period_date on agent_day.work_date = period_date.calendar_date
    group by
        kpi_fact.subject_type,
        subject_id,
        period_date.period_type,
        period_date.period_start_date
),

-- Contacts on which chance alone would have them agree, by how often each passes a script.
expected as (
    select
        *,
        both_passed + both_failed + people_only + machine_only as contact_count,
        (
            (both_passed + people_only) * (both_passed + machine_only)
            + (both_failed + machine_only) * (both_failed + people_only)
        ) / (both_passed + both_failed + people_only + machine_only) as chance_agreement_count
    from judged
),

final as (
    select
        -- keys
        subject_type,
        subject_id,
        period_type,
        period_start_date,
        'script_judgement_kappa' as measure,

        -- measures
        both_passed + both_failed - chance_agreement_count as numerator,
        contact_count - chance_agreement_count as denominator,
        contact_count as evidence
    from expected
)

select * from final
