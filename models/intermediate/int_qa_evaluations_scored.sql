-- QA evaluations with their total and the points of the two blocks that appraisals ask for.
-- Grain: one row per (evaluation_id).
with

qa_evaluations as (
    select * from {{ ref('stg_qa_evaluations') }}
),

qa_items as (
    select * from {{ ref('stg_qa_items') }}
),

qa_item_groups as (
    select * from {{ ref('qa_item_groups') }}
),

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

day_segments as (
    select * from {{ ref('int_agent_day_segments') }}
),

items_by_evaluation as (
    select
        qa_items.evaluation_id,
        sum(qa_items.points) as item_points,
        sum(qa_items.max_points) as item_max_points,
        {%- for group in ['service_standard', 'handling_ability'] %}
        {%- for measure in ['points', 'max_points'] %}
        cast(
            sum(qa_items.{{ measure }}) filter (where qa_item_groups.item_group = '{{ group }}')
            as decimal(18, 4)
        ) as {{ group }}_{{ measure }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from qa_items
    left join qa_item_groups
        on qa_items.item_code = qa_item_groups.item_code
    group by qa_items.evaluation_id
),

dated as (
    {{ with_work_date('qa_evaluations', 'evaluated_at') }}
),

-- An evaluation without a total is worth its items' share of their maximum, out of 100: the one
-- division before kpis, because the source left its own total out.
final as (
    select
        -- keys
        dated.evaluation_id,

        -- dimensions
        dated.agent_id,

        -- measures
        cast(
            coalesce(
                dated.total_points,
                100 * items_by_evaluation.item_points
                / nullif(items_by_evaluation.item_max_points, 0)
            ) as decimal(18, 4)
        ) as total_points,
        coalesce(items_by_evaluation.service_standard_points, 0) as service_standard_points,
        coalesce(items_by_evaluation.service_standard_max_points, 0)
            as service_standard_max_points,
        coalesce(items_by_evaluation.handling_ability_points, 0) as handling_ability_points,
        coalesce(items_by_evaluation.handling_ability_max_points, 0)
            as handling_ability_max_points,

        -- flags
        coalesce(dated.has_fatal_error, false) as has_fatal_error,

        -- times
        dated.work_date
    from dated
    left join items_by_evaluation
        on dated.evaluation_id = items_by_evaluation.evaluation_id
)

select * from final
