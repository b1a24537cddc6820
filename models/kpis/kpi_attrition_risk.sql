-- Signs that an agent may leave: handle time up and vocal vitality down, weeks against weeks before.
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

summed as (
    select
        stretch.subject_type,
        stretch.subject_id,
        stretch.period_type,
        stretch.period_start_date,
        {%- for part in [
            'timed_handle_seconds', 'timed_count', 'vocal_vitality_points', 'vocal_vitality_count'
        ] %}
        cast(
            sum(agent_day.{{ part }}) filter (
                where agent_day.work_date > stretch.last_day_before
            ) as double
        ) as recent_{{ part }},
        cast(
            sum(agent_day.{{ part }}) filter (
                where agent_day.work_date <= stretch.last_day_before
            ) as double
        ) as earlier_{{ part }}{{ ',' if not loop.last }}
        {%- endfor %}
    from stretch
    inner join agent_day
        on
            stretch.subject_id = agent_day.agent_id
            and agent_day.work_date > stretch.last_day_before_that
            and agent_day.work_date <= stretch.period_end_date
    group by
        stretch.subject_type,
        stretch.subject_id,
        stretch.period_type,
        stretch.period_start_date
),

compared as (
    select
        summed.subject_type,
        summed.subject_id,
        summed.period_type,
        summed.period_start_date,
        summed.recent_vocal_vitality_count,
        assumption.attrition_handle_time_rise,
        assumption.attrition_vitality_fall,
        summed.recent_timed_handle_seconds / summed.recent_timed_count
        / (summed.earlier_timed_handle_seconds / summed.earlier_timed_count)
        - 1 as handle_time_rise,
        1 - summed.recent_vocal_vitality_points / summed.recent_vocal_vitality_count
        / (summed.earlier_vocal_vitality_points / summed.earlier_vocal_vitality_count)
            as vitality_fall
    from summed
    inner join assumption on {{ is_in_force('assumption', 'summed.period_start_date') }}
    where
        summed.recent_timed_count >= assumption.attrition_minimum_contact_count
        and summed.earlier_timed_count >= assumption.attrition_minimum_contact_count
        and summed.recent_vocal_vitality_count >= assumption.attrition_minimum_contact_count
        and summed.earlier_vocal_vitality_count >= assumption.attrition_minimum_contact_count
        and summed.earlier_timed_handle_seconds > 0
        and summed.earlier_vocal_vitality_points > 0
),

final as (
    select
        -- keys
        subject_type,
        subject_id,
        period_type,
        period_start_date,
        'signs_of_leaving' as measure,

        -- measures: compared at six decimals, so that a double's noise decides nothing
        cast(
            case when round(handle_time_rise, 6) >= attrition_handle_time_rise then 1 else 0 end
            + case when round(vitality_fall, 6) >= attrition_vitality_fall then 1 else 0 end
            as double
        ) as numerator,
        cast(2 as double) as denominator,
        recent_vocal_vitality_count as evidence
    from compared
)

select * from final
