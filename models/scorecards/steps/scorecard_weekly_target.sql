-- What each item of a card asks of a whole week: the target of its months, by days.
-- Grain: one row per (scheme_id, subject_type, subject_id, period_start_date, item_id).
with

line as (
    select * from {{ ref('scorecard_line') }}
    where period_type = 'month' and scoring_method != 'penalty'
),

calendar as (
    select * from {{ ref('dim_date') }}
    where is_known
),

line_weight as (
    select
        *,
        coalesce(
            scheme_weight, item_max_points / sum(item_max_points) over (partition by card_id)
        ) as share_of_card
    from line
),

week_month as (
    select
        week_start_date,
        month_date,
        {{ days_between('month_date', last_day_of('month', 'month_date')) }} + 1
            as month_day_count,
        count(*) as day_count,
        sum(count(*)) over (partition by week_start_date) as week_day_count
    from calendar
    group by week_start_date, month_date
),

-- a week over two months has the targets of both by its days in them; of what is counted it has its
-- days' part of each; whose value it is, the later month says
final as (
    select
        -- keys
        line_weight.scheme_id,
        line_weight.subject_type,
        line_weight.subject_id,
        week_month.week_start_date as period_start_date,
        line_weight.item_id,

        -- dimensions
        max_by(line_weight.kpi_id, week_month.month_date) as kpi_id,
        max_by(line_weight.value_subject_type, week_month.month_date) as value_subject_type,
        max_by(line_weight.value_subject_id, week_month.month_date) as value_subject_id,
        max(line_weight.assumption_ids) as assumption_ids,

        -- measures
        cast(
            sum(line_weight.share_of_card * week_month.day_count) / sum(week_month.day_count)
            as decimal(9, 6)
        ) as card_weight,
        {%- for name, column in [
            ('mean_target', 'target_value'), ('target_low', 'target_low'),
            ('target_high', 'target_high'),
        ] %}
        sum(line_weight.{{ column }} * week_month.day_count)
        / sum(case when line_weight.{{ column }} is not null then week_month.day_count end)
            as {{ name }},
        {%- endfor %}
        sum(line_weight.target_value * week_month.day_count / week_month.month_day_count)
            as target_sum
    from line_weight
    inner join week_month
        on
            line_weight.period_start_date = week_month.month_date
            and week_month.week_day_count = 7
    where
        coalesce(line_weight.target_value, line_weight.target_low, line_weight.target_high)
        is not null
    group by
        line_weight.scheme_id,
        line_weight.subject_type,
        line_weight.subject_id,
        week_month.week_start_date,
        line_weight.item_id
)

select * from final
