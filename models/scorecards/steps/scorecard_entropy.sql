-- How much the people of a card differ in each item: the entropy of their shares.
-- Grain: one row per (scheme_id, subject_type, period_type, period_start_date, item_id).
{%- set group = 'scheme_id, subject_type, period_type, period_start_date' %}
with

line as (
    select * from {{ ref('scorecard_line') }}
    where scoring_method != 'penalty'
),

kpi as (
    select * from {{ ref('kpis') }}
),

assumption as (
    select * from {{ ref('assumptions') }}
),

minimum_rule as (
    select * from assumption
    where assumption_name = 'entropy_minimum_subject_count'
),

epsilon_rule as (
    select * from assumption
    where assumption_name = 'entropy_epsilon_millionths'
),

-- what has a band is entered with its points, as no value says by itself how good it is;
-- no fan-out: an assumption holds one value on a day
entered as (
    select
        line.*,
        coalesce(
            line.scheme_weight,
            line.item_max_points / sum(line.item_max_points) over (partition by line.card_id)
        ) as card_weight,
        count(distinct line.card_id) over (
            partition by
                line.scheme_id, line.subject_type, line.period_type, line.period_start_date
        ) as card_count,
        case
            when line.status != 'scored' then null
            when kpi.direction in ('higher', 'lower') then line.kpi_value
            else cast(line.item_points as double)
        end as entry,
        kpi.direction = 'lower' as is_lower_better,
        cast(minimum_rule.value as bigint) as minimum_subject_count,
        epsilon_rule.value / cast(1000000 as double) as epsilon,
        minimum_rule.assumption_id || ' ' || epsilon_rule.assumption_id as rule_assumption_ids
    from line
    inner join kpi on line.kpi_id = kpi.kpi_id
    inner join minimum_rule on {{ is_in_force('minimum_rule', 'line.period_start_date') }}
    inner join epsilon_rule on {{ is_in_force('epsilon_rule', 'line.period_start_date') }}
),

ranged as (
    select
        *,
        min(entry) over (partition by {{ group }}, item_id) as lowest,
        max(entry) over (partition by {{ group }}, item_id) as highest
    from entered
),

-- nought for the worst and one for the best; a column that never differs tells nothing
scaled as (
    select
        *,
        epsilon + case
            when is_lower_better then (highest - entry) / nullif(highest - lowest, 0)
            else (entry - lowest) / nullif(highest - lowest, 0)
        end as scaled_entry
    from ranged
),

shared as (
    select
        *,
        scaled_entry / nullif(sum(scaled_entry) over (partition by {{ group }}, item_id), 0)
            as entry_share
    from scaled
),

final as (
    select
        -- keys
        scheme_id,
        subject_type,
        period_type,
        period_start_date,
        item_id,

        -- dimensions
        max(kpi_id) as kpi_id,
        max(rule_assumption_ids) as assumption_ids,

        -- measures
        cast(sum(card_weight) / max(card_count) as decimal(18, 8)) as manual_weight,
        count(entry) as subject_count,
        round(
            (0 - sum(case when entry_share > 0 then entry_share * ln(entry_share) end))
            / nullif(ln(nullif(count(entry), 0)), 0), 6
        ) as entropy,

        -- flags
        count(entry) < max(minimum_subject_count) as is_too_few
    from shared
    group by {{ group }}, item_id
)

select * from final
