-- Signs that an agent may leave: handle time up, vocal vitality down, against the weeks before.
-- Grain: one row per (agent, period) with enough contacts in both stretches of weeks.
with

agent_day as (
    select * from {{ ref('fct_agent_day') }}
),

measure_period as (
    select * from {{ ref('kpi_own_measure_period') }}
    where measure = 'signs_of_leaving'
),

subject_period as (
    select * from {{ ref('kpi_subject_period') }}
    where is_known_period and subject_type = 'agent'
),

assumption as (
    select * from {{ ref('kpi_assumption_in_force') }}
),

-- no fan-out: one row of assumptions holds on the first day of a period
stretch as (
    select
        subject_period.subject_type,
        subject_period.subject_id,
        subject_period.period_type,
        subject_period.period_start_date,
        subject_period.period_end_date,
        {{ add_days('subject_period.period_end_date', '-assumption.attrition_window_days') }}
            as last_day_before,
        {{ add_days('subject_period.period_end_date', '-2 * assumption.attrition_window_days') }}
            as last_day_before_that
    from subject_period
    inner join measure_period
        on
            subject_period.subject_type = measure_period.subject_type
            and subject_period.period_type = measure_period.period_type
    inner join assumption on {{ is_in_force('assumption', 'subject_period.period_start_date') }}
),

-- at most two rows a period: the four weeks to its end, and the four before
weeks as (
    select
        stretch.subject_type,
        stretch.subject_id,
        stretch.period_type,
        stretch.period_start_date,
        agent_day.work_date > stretch.last_day_before as is_recent,
        sum(agent_day.timed_handle_seconds) / cast(sum(agent_day.timed_count) as double)
            as handle_time,
        sum(agent_day.vocal_vitality_points) / cast(sum(agent_day.vocal_vitality_count) as double)
            as vitality,
        sum(agent_day.vocal_vitality_count) as contact_count
    from stretch
    inner join agent_day
        on
            stretch.subject_id = agent_day.agent_id
            and agent_day.work_date > stretch.last_day_before_that
            and agent_day.work_date <= stretch.period_end_date
    inner join assumption on {{ is_in_force('assumption', 'stretch.period_start_date') }}
    group by
        stretch.subject_type,
        stretch.subject_id,
        stretch.period_type,
        stretch.period_start_date,
        is_recent
    having
        sum(agent_day.timed_count) >= max(assumption.attrition_minimum_contact_count)
        and sum(agent_day.vocal_vitality_count) >= max(assumption.attrition_minimum_contact_count)
),

compared as (
    select
        subject_type,
        subject_id,
        period_type,
        period_start_date,
        max(handle_time) filter (where is_recent)
        / nullif(max(handle_time) filter (where not is_recent), 0) - 1 as handle_time_rise,
        1 - max(vitality) filter (where is_recent)
        / nullif(max(vitality) filter (where not is_recent), 0) as vitality_fall,
        max(contact_count) filter (where is_recent) as contact_count
    from weeks
    group by subject_type, subject_id, period_type, period_start_date
    having count(*) = 2
),

-- compared at six decimals, so that a double's noise decides nothing
final as (
    select
        -- keys
        compared.subject_type,
        compared.subject_id,
        compared.period_type,
        compared.period_start_date,
        'signs_of_leaving' as measure,

        -- measures
        cast(
            case
                when round(compared.handle_time_rise, 6) >= assumption.attrition_handle_time_rise
                    then 1
                else 0
            end
            + case
                when round(compared.vitality_fall, 6) >= assumption.attrition_vitality_fall then 1
                else 0
            end as double
        ) as numerator,
        cast(2 as double) as denominator,
        cast(compared.contact_count as double) as evidence
    from compared
    inner join assumption on {{ is_in_force('assumption', 'compared.period_start_date') }}
    where compared.handle_time_rise is not null and compared.vitality_fall is not null
)

select * from final
