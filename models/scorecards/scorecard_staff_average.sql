-- The mean card of the people of a team, a line and the centre.
-- Grain: one row per (scheme_id, subject_type, subject_id, period_start_date).
with

card as (
    select * from {{ ref('scorecard') }}
    where subject_type = 'agent' and status = 'scored'
),

subject_period as (
    select * from {{ ref('kpi_subject_period') }}
    where subject_type = 'agent'
),

group_type as (
    select distinct subject_type from {{ ref('kpi_subject_period') }}
    where subject_type in ('team', 'line', 'centre')
),

-- once for each kind of group; an agent stands where most days of the period were (AM85)
final as (
    select
        -- keys
        card.scheme_id,
        group_type.subject_type,
        case group_type.subject_type
            when 'team' then subject_period.team_id
            when 'line' then subject_period.business_line
            else group_type.subject_type
        end as subject_id,
        card.period_type,
        card.period_start_date,

        -- measures
        count(*) as card_count,
        cast(sum(card.attained_score) as double) as numerator,
        cast(count(*) as double) as denominator,
        cast(avg(card.attained_score) as double) as average_score,

        -- flags
        bool_or(card.is_provisional) as is_provisional
    from card
    inner join subject_period
        on
            card.subject_id = subject_period.subject_id
            and card.period_type = subject_period.period_type
            and card.period_start_date = subject_period.period_start_date
    cross join group_type
    group by
        card.scheme_id,
        group_type.subject_type,
        case group_type.subject_type
            when 'team' then subject_period.team_id
            when 'line' then subject_period.business_line
            else group_type.subject_type
        end,
        card.period_type,
        card.period_start_date
)

select * from final
