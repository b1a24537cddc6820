-- Where each agent stands among the agents of the line in each capability, and which course helps.
-- Grain: one row per (agent_id, month_date, capability_id).
with

capability as (
    select * from {{ ref('capabilities') }}
),

subject_period as (
    select * from {{ ref('kpi_subject_period') }}
    where subject_type = 'agent' and period_type = 'month' and is_known_period
),

kpi as (
    select * from {{ ref('kpis') }}
),

kpi_value as (
    select * from {{ ref('kpi_value') }}
    where subject_type = 'agent' and period_type = 'month'
),

peer_rule as (
    select * from {{ ref('kpi_assumption_in_force') }}
),

assumption as (
    select * from {{ ref('assumptions') }}
),

course_rule as (
    select * from assumption
    where assumption_name = 'course_maximum_percentile'
),

-- no fan-out: a capability and an assumption hold once on the first day of a month
cell as (
    select
        subject_period.subject_id as agent_id,
        subject_period.period_start_date as month_date,
        subject_period.team_id,
        subject_period.business_line,
        subject_period.role,
        capability.capability_id,
        capability.kpi_id,
        capability.course_code,
        trim(coalesce(capability.assumption_ids, '') || ' ' || course_rule.assumption_id)
            as assumption_ids,
        kpi_value.kpi_value,
        coalesce(kpi_value.status, 'not_kept') as status,
        coalesce(kpi_value.evidence_count, 0) as evidence_count,
        case
            when kpi_value.status in ('measured', 'provisional')
                then kpi_value.kpi_value * case kpi.direction when 'lower' then -1 else 1 end
        end as judged_value,
        peer_rule.minimum_peer_group,
        course_rule.value as course_maximum_percentile
    from subject_period
    inner join capability on {{ is_in_force('capability', 'subject_period.period_start_date') }}
    inner join kpi on capability.kpi_id = kpi.kpi_id
    inner join peer_rule on {{ is_in_force('peer_rule', 'subject_period.period_start_date') }}
    inner join course_rule on {{ is_in_force('course_rule', 'subject_period.period_start_date') }}
    left join kpi_value
        on
            subject_period.subject_id = kpi_value.subject_id
            and subject_period.period_start_date = kpi_value.period_start_date
            and capability.kpi_id = kpi_value.kpi_id
),

-- how many do no better, equals included, so that equals share the better place; those without a
-- value that may be judged stand apart and move nobody
ranked as (
    select
        *,
        count(judged_value) over (
            partition by capability_id, month_date, business_line, role
        ) as peer_count,
        count(judged_value) over (
            partition by capability_id, month_date, business_line, role, judged_value is null
            order by judged_value
        ) as no_better_count
    from cell
),

placed as (
    select
        *,
        case
            when judged_value is not null and peer_count >= minimum_peer_group
                then (no_better_count - 1) / cast(nullif(peer_count - 1, 0) as double)
        end as percentile
    from ranked
),

final as (
    select
        -- keys
        agent_id,
        month_date,
        capability_id,

        -- dimensions
        team_id,
        business_line,
        kpi_id,
        status,
        case when percentile <= course_maximum_percentile then course_code end
            as recommended_course_code,
        assumption_ids,

        -- measures
        kpi_value,
        percentile,
        peer_count,
        evidence_count
    from placed
)

select * from final
