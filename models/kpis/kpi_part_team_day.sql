-- What teams and lines had in each period, part by part: of teams, lines and the centre.
-- Grain: one row per (subject_type, subject_id, period_type, period_start_date, part).
with

team_day as (
    select * from {{ ref('fct_team_day') }}
),

kpi_fact as (
    select * from {{ ref('kpi_facts') }}
    where fact_name = 'fct_team_day'
),

period_date as (
    select * from {{ ref('dim_period_date') }}
),

-- once for each kind of subject that the fact knows
by_subject as (
    select
        kpi_fact.subject_type,
        case kpi_fact.subject_type
            when 'team' then team_day.team_id
            when 'line' then team_day.business_line
            else kpi_fact.subject_type
        end as subject_id,
        team_day.work_date,
        {{ parts_summed('team_day', 'fct_team_day') }}
    from team_day
    cross join kpi_fact
    group by kpi_fact.subject_type, subject_id, team_day.work_date
),

-- a day lies in one period of each type, so nothing fans out
by_period as (
    select
        by_subject.subject_type,
        by_subject.subject_id,
        period_date.period_type,
        period_date.period_start_date,
        {{ parts_summed('by_subject', 'fct_team_day') }}
    from by_subject
    inner join period_date on by_subject.work_date = period_date.calendar_date
    group by
        by_subject.subject_type,
        by_subject.subject_id,
        period_date.period_type,
        period_date.period_start_date
),

unpivoted as (
    {{ parts_unpivoted(
        'by_period',
        'fct_team_day',
        ['subject_type', 'subject_id', 'period_type', 'period_start_date'],
    ) }}
),

final as (
    select
        -- keys
        subject_type,
        subject_id,
        period_type,
        period_start_date,
        part,

        -- measures
        part_value
    from unpivoted
)

select * from final
