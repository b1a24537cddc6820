-- What the figures themselves would weigh (entropy method), beside what people decided.
-- Grain: one row per (scheme_id, subject_type, period_type, period_start_date, item_id).
{%- set group = 'scheme_id, subject_type, period_type, period_start_date' %}
with

informed as (
    select * from {{ ref('scorecard_entropy') }}
),

-- too few people: the manual weight stays, and the others share out the rest
diverging as (
    select
        *,
        case when is_too_few then null else 1 - coalesce(entropy, 1) end as divergence,
        sum(case when is_too_few then 0 else 1 - coalesce(entropy, 1) end)
            over (partition by {{ group }}) as divergence_sum,
        sum(case when is_too_few then manual_weight else 0 end)
            over (partition by {{ group }}) as kept_weight
    from informed
),

weighed as (
    select
        *,
        case
            when is_too_few then 'too_few_subjects'
            when divergence_sum = 0 then 'no_item_differs'
            when entropy is null then 'constant'
            else 'computed'
        end as status,
        case
            when is_too_few or divergence_sum = 0 then manual_weight
            else (1 - kept_weight) * divergence / divergence_sum
        end as computed_weight
    from diverging
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
        kpi_id,
        status,
        assumption_ids,

        -- measures
        subject_count,
        entropy,
        divergence,
        cast(manual_weight as decimal(9, 6)) as manual_weight,
        cast(computed_weight as decimal(9, 6)) as entropy_weight,
        cast(computed_weight - manual_weight as decimal(9, 6)) as weight_difference
    from weighed
)

select * from final
