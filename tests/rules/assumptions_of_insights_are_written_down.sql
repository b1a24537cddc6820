-- Every assumption that an answer cites can be looked up in words.
with

cited as (
    {%- for model in [
        'kpi_framework', 'alert', 'care_trigger', 'entropy_weight', 'triangulation',
        'goal_attainment', 'weekly_miss', 'capability_heat_map',
    ] %}
    select distinct
        '{{ model }}' as model_name,
        assumption_ids
    from {{ ref(model) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

word as (
    select
        model_name,
        {{ each_word('assumption_ids') }} as assumption_id
    from cited
    where assumption_ids != ''
),

known as (
    select assumption_id from {{ ref('assumptions') }}
    union distinct
    select assumption_id from {{ ref('scheme_assumptions') }}
)

select distinct
    word.model_name,
    word.assumption_id
from word
left join known on word.assumption_id = known.assumption_id
where known.assumption_id is null
