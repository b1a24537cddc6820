-- On how many days of a card which vector of weights held: by the line of the day and its scenario.
-- Grain: one row per (card_id, variant_id, occasion).
with

card_subject as (
    select * from {{ ref('scorecard_subject') }}
    where total_kind = 'weights'
),

vector as (
    select distinct
        scheme_id,
        variant_id,
        occasion,
        period_start_date
    from {{ ref('scorecard_vector') }}
),

scheme_subject as (
    select * from {{ ref('scheme_subjects') }}
),

business_line as (
    select * from {{ ref('business_lines') }}
),

subject_day as (
    select * from {{ ref('kpi_subject_day') }}
),

scenario as (
    select * from {{ ref('dim_scenario') }}
),

-- only where a scheme has a choice must days be looked at
schemes_with_choice as (
    select
        scheme_id,
        period_start_date
    from vector
    group by scheme_id, period_start_date
    having count(*) > 1
),

days as (
    select
        card_subject.card_id,
        card_subject.scheme_id,
        card_subject.period_start_date,
        card_subject.subject_type,
        card_subject.role,
        card_subject.line_kind,
        card_subject.variant_id,
        subject_day.work_date,
        coalesce(subject_day.business_line, card_subject.business_line) as business_line
    from card_subject
    inner join schemes_with_choice
        on
            card_subject.scheme_id = schemes_with_choice.scheme_id
            and card_subject.period_start_date = schemes_with_choice.period_start_date
    inner join subject_day
        on
            card_subject.subject_type = subject_day.subject_type
            and card_subject.subject_id = subject_day.subject_id
            and subject_day.work_date
            between card_subject.period_start_date and card_subject.period_end_date
            and (
                card_subject.value_subject_type != 'agent_in_role'
                or card_subject.role = subject_day.role
            )
),

-- a day on a line of another variant counts for that variant; on a line of none, not at all
days_of_variant as (
    select
        days.card_id,
        days.scheme_id,
        days.period_start_date,
        days.work_date,
        days.business_line,
        case
            when days.line_kind is null then days.variant_id else scheme_subject.variant_id
        end as variant_id
    from days
    left join business_line
        on
            days.business_line = business_line.business_line
            and {{ is_in_force('business_line', 'days.period_start_date') }}
    left join scheme_subject
        on
            days.scheme_id = scheme_subject.scheme_id
            and days.subject_type = scheme_subject.subject_type
            and business_line.line_kind = scheme_subject.line_kind
            and scheme_subject.role in (days.role, 'any')
            and {{ is_in_force('scheme_subject', 'days.period_start_date') }}
    where days.line_kind is null or scheme_subject.variant_id is not null
    qualify row_number() over (
        partition by days.card_id, days.work_date
        order by scheme_subject.variant_id
    ) = 1
),

-- of several scenarios on one day the one that began last rules
days_of_occasion as (
    select
        days_of_variant.card_id,
        days_of_variant.variant_id,
        days_of_variant.work_date,
        coalesce(vector.occasion, 'ordinary') as occasion
    from days_of_variant
    left join scenario
        on
            days_of_variant.work_date between scenario.start_date and scenario.end_date
            and days_of_variant.business_line
            = coalesce(scenario.business_line, days_of_variant.business_line)
    left join vector
        on
            days_of_variant.scheme_id = vector.scheme_id
            and days_of_variant.variant_id = vector.variant_id
            and days_of_variant.period_start_date = vector.period_start_date
            and scenario.scenario_type = vector.occasion
    qualify row_number() over (
        partition by days_of_variant.card_id, days_of_variant.work_date
        order by
            vector.occasion is null asc,
            scenario.start_date desc,
            scenario.scenario_id asc
    ) = 1
),

counted as (
    select
        card_id,
        variant_id,
        occasion,
        count(*) as day_count
    from days_of_occasion
    group by card_id, variant_id, occasion
),

without_choice as (
    select
        card_subject.card_id,
        card_subject.variant_id,
        'ordinary' as occasion,
        1 as day_count
    from card_subject
    left join (select distinct card_id from counted) as chosen
        on card_subject.card_id = chosen.card_id
    where chosen.card_id is null
),

final as (
    select
        -- keys
        card_id,
        variant_id,
        occasion,

        -- measures
        cast(day_count as bigint) as day_count
    from counted
    union all
    select
        card_id,
        variant_id,
        occasion,
        cast(day_count as bigint) as day_count
    from without_choice
)

select * from final
