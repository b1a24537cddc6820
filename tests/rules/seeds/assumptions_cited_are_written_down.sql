-- Every assumption that a row of a seed cites can be looked up: in words in scheme_assumptions, or
-- as a number with its reason in assumptions.
{{ config(meta={'what_to_do':
    'Mend the id, or write the assumption down in seeds/scheme_assumptions.csv (words) or seeds/assumptions.csv (a number).'}) }}
with

known as (
    select assumption_id from {{ ref('scheme_assumptions') }}
    union distinct
    select assumption_id from {{ ref('assumptions') }}
),

cited as (
    {% for seed, key in {
        'scheme_subjects': [
            'scheme_id', 'variant_id', 'subject_type', 'role', "coalesce(line_kind, 'any')"],
        'scheme_items': ['scheme_id', 'item_id'],
        'scheme_weights': ['scheme_id', 'variant_id', 'occasion', 'item_id'],
        'scheme_weight_glides': ['scheme_id', 'variant_id', 'item_id'],
        'scheme_group_ranges': ['scheme_id', 'variant_id', 'part_kind', 'part_id'],
        'scheme_adjustments': ['adjustment_id'],
        'scheme_bands': ['scheme_id', 'item_id', 'band_id'],
        'scheme_deductions': ['scheme_id', 'item_id', 'deduction_id'],
        'scheme_gates': ['scheme_id', 'gate_id'],
        'grades': ['scheme_id', 'grade'],
        'tier_sets': ['scheme_id', 'subject_type'],
        'tiers': ['scheme_id', 'tier'],
        'action_conditions': ['condition_id', 'scheme_id'],
        'actions': ['action_code'],
        'awards': ['award_id'],
        'training_kpis': ['kpi_id'],
        'pay_components': ['plan_id', 'component_id'],
        'pay_rates': ['plan_id', 'component_id', 'rate_id', 'post_code'],
        'care_rules': ['rule_id'],
        'framework_items': ['framework_id', 'item_id'],
        'goal_levels': ['goal_level', 'kpi_id'],
        'capabilities': ['capability_id'],
        'catalogue_schemes': ['catalogue_id'],
    }.items() %}
    select
        '{{ seed }}' as seed,
        {{ row_key(key if seed == 'catalogue_schemes' else key + ['valid_from_date']) }} as row_key,
        {{ each_word('assumption_ids') }} as assumption_id
    from {{ ref(seed) }}
    where assumption_ids is not null
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    cited.seed,
    cited.row_key,
    case
        when cited.assumption_id = '' then 'two blanks between the ids in assumption_ids'
        else 'it cites ' || cited.assumption_id || ', which is written down nowhere'
    end as reason
from cited
left join known on cited.assumption_id = known.assumption_id
where known.assumption_id is null
