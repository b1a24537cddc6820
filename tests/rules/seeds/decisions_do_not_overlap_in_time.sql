-- On any day each decision, whatever it is about, holds in one wording only.
{{ config(meta={'what_to_do':
    'End the earlier row on the day the later begins; nothing holds twice.'}) }}
{% set decisions = {
    'schemes': ['scheme_id'],
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
    'business_lines': ['business_line', 'line_kind'],
    'tier_sets': ['scheme_id', 'subject_type'],
    'tiers': ['scheme_id', 'tier'],
    'action_conditions': ['condition_id', 'scheme_id'],
    'actions': ['action_code'],
    'action_metrics': ['action_code', 'kpi_id'],
    'awards': ['award_id'],
    'award_measures': ['award_id', 'kpi_id'],
    'training_kpis': ['kpi_id'],
    'pay_plans': ['plan_id'],
    'pay_posts': ['post_code'],
    'pay_components': ['plan_id', 'component_id'],
    'pay_rates': ['plan_id', 'component_id', 'rate_id', 'post_code'],
    'pay_conditions': ['plan_id', 'component_id', 'condition_id'],
    'care_rules': ['rule_id'],
    'frameworks': ['framework_id'],
    'framework_items': ['framework_id', 'item_id'],
    'goal_levels': ['goal_level', 'kpi_id'],
    'capabilities': ['capability_id'],
    'assumptions': ['assumption_name'],
    'queues': ['queue_id'],
    'shift_busy_limits': ['shift_code', 'shift_half'],
} %}
with

wordings as (
    {% for seed, decision in decisions.items() %}
    select
        '{{ seed }}' as seed,
        {{ row_key(decision) }} as decision,
        {{ row_key(decision + ['valid_from_date']) }} as row_key,
        valid_from_date,
        valid_to_date
    from {{ ref(seed) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

followed as (
    select
        seed,
        row_key,
        valid_from_date,
        valid_to_date,
        lead(valid_from_date)
            over (partition by seed, decision order by valid_from_date)
            as next_from_date
    from wordings
)

select
    seed,
    row_key,
    'it ends on ' || cast(valid_to_date as varchar) || ' and begins on '
    || cast(valid_from_date as varchar) as reason
from followed
where valid_to_date <= valid_from_date
union all
select
    seed,
    row_key,
    'it overlaps the row that begins on ' || cast(next_from_date as varchar) as reason
from followed
where
    next_from_date > valid_from_date
    and (valid_to_date is null or valid_to_date > next_from_date)
