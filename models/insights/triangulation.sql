-- How often switch, call-back, QA and survey agree on the contacts of an agent.
-- Grain: one row per (agent_id, month_date, aspect); the aspect whole_contact takes all together.
with

comparison as (
    select * from {{ ref('fct_contact_comparison') }}
),

assumption as (
    select * from {{ ref('assumptions') }}
),

tolerance_rule as (
    select * from assumption
    where assumption_name = 'duration_tolerance_seconds'
),

-- a contact as a whole is as good as its worst aspect of which more than one source speaks
whole_contact as (
    select
        interaction_id,
        'whole_contact' as aspect,
        agent_id,
        work_date,
        case
            when bool_or(comparison_status = 'manual_check') then 'manual_check'
            when bool_or(comparison_status = 'accepted') then 'accepted'
            when bool_or(comparison_status = 'agreed') then 'agreed'
            else 'single_source'
        end as comparison_status
    from comparison
    group by interaction_id, agent_id, work_date
),

united as (
    select
        interaction_id,
        aspect,
        agent_id,
        work_date,
        comparison_status
    from comparison
    union all
    select
        interaction_id,
        aspect,
        agent_id,
        work_date,
        comparison_status
    from whole_contact
),

counted as (
    select
        agent_id,
        cast(date_trunc('month', work_date) as date) as month_date,
        aspect,
        count(*) as checked_count,
        count(*) filter (where comparison_status = 'single_source') as single_source_count,
        count(*) filter (where comparison_status = 'agreed') as agreed_count,
        count(*) filter (where comparison_status = 'accepted') as accepted_count,
        count(*) filter (where comparison_status = 'manual_check') as manual_check_count
    from united
    group by agent_id, month_date, aspect
),

-- no fan-out: an assumption holds one value on a day
final as (
    select
        -- keys
        counted.agent_id,
        counted.month_date,
        counted.aspect,

        -- dimensions
        tolerance_rule.assumption_id as assumption_ids,

        -- measures
        counted.checked_count,
        counted.single_source_count,
        counted.agreed_count,
        counted.accepted_count,
        counted.manual_check_count,
        (counted.agreed_count + counted.accepted_count)
        / cast(nullif(counted.checked_count - counted.single_source_count, 0) as double)
            as agreement_rate
    from counted
    inner join tolerance_rule on {{ is_in_force('tolerance_rule', 'counted.month_date') }}
)

select * from final
