-- What a row of a scheme names is there while the row holds: the item of a band, a deduction, a
-- weight or a glide, what a gate sets to nought, the variant of a weight, the group of a range.
{{ config(meta={'what_to_do': 'Mend the name, or add the row that it names for the same days.'}) }}
with

scheme as (
    select * from {{ ref('schemes') }}
),

subject as (
    select * from {{ ref('scheme_subjects') }}
),

item as (
    select * from {{ ref('scheme_items') }}
),

gate as (
    select * from {{ ref('scheme_gates') }}
),

-- every name that a row of a scheme uses, with the kind of thing it names
named as (
    {% for seed, key, kind, name in [
        ('scheme_bands', ['scheme_id', 'item_id', 'band_id'], 'item', 'item_id'),
        ('scheme_deductions', ['scheme_id', 'item_id', 'deduction_id'], 'item', 'item_id'),
        ('scheme_weights', ['scheme_id', 'variant_id', 'occasion', 'item_id'], 'item', 'item_id'),
        ('scheme_weights', ['scheme_id', 'variant_id', 'occasion', 'item_id'], 'variant', 'variant_id'),
        ('scheme_weight_glides', ['scheme_id', 'variant_id', 'item_id'], 'item', 'item_id'),
        ('scheme_weight_glides', ['scheme_id', 'variant_id', 'item_id'], 'variant', 'variant_id'),
        ('scheme_items', ['scheme_id', 'item_id'], 'variant', 'only_variant_id'),
        ('scheme_items', ['scheme_id', 'item_id'], 'subject_type', 'only_subject_type'),
        ('scheme_gates', ['scheme_id', 'gate_id'], 'group', 'zeroed_group_id'),
        ('scheme_gates', ['scheme_id', 'gate_id'], 'item', 'zeroed_item_id'),
        ('scheme_gates', ['scheme_id', 'gate_id'], 'period_type', 'only_period_type'),
        ('scheme_group_ranges', ['scheme_id', 'variant_id', 'part_kind', 'part_id'], 'variant',
            "nullif(variant_id, 'any')"),
        ('scheme_group_ranges', ['scheme_id', 'variant_id', 'part_kind', 'part_id'], 'group',
            "case when part_kind = 'group' then part_id end"),
        ('scheme_group_ranges', ['scheme_id', 'variant_id', 'part_kind', 'part_id'], 'block',
            "case when part_kind = 'block' then part_id end"),
        ('tier_sets', ['scheme_id', 'subject_type'], 'subject_type', 'subject_type'),
        ('tiers', ['scheme_id', 'tier'], 'scheme', 'scheme_id'),
    ] %}
    select
        '{{ seed }}' as seed,
        {{ row_key(key + ['valid_from_date']) }} as row_key,
        scheme_id,
        '{{ kind }}' as kind,
        {{ name }} as name,
        valid_from_date,
        valid_to_date
    from {{ ref(seed) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

-- every name there is, with the days on which there is something of that name
there as (
    {% for kind, source, name in [
        ('item', 'item', 'item_id'),
        ('group', 'item', 'group_id'),
        ('block', 'item', 'block_id'),
        ('variant', 'subject', 'variant_id'),
        ('subject_type', 'subject', 'subject_type'),
        ('scheme', 'scheme', 'scheme_id'),
        ('period_type', 'scheme', each_word('period_types')),
    ] %}
    select
        scheme_id,
        '{{ kind }}' as kind,
        {{ name }} as name,
        valid_from_date,
        valid_to_date
    from {{ source }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

missing as (
    select
        named.seed,
        named.row_key,
        named.kind,
        named.name
    from named
    left join there
        on
            named.scheme_id = there.scheme_id
            and named.kind = there.kind
            and named.name = there.name
            and (named.valid_to_date is null or there.valid_from_date < named.valid_to_date)
            and (there.valid_to_date is null or named.valid_from_date < there.valid_to_date)
    where named.name is not null and there.name is null
)

select
    seed,
    row_key,
    'its scheme has no ' || kind || ' ' || name || ' on those days' as reason
from missing
union all
select
    'scheme_gates' as seed,
    {{ row_key(['scheme_id', 'gate_id', 'valid_from_date']) }} as row_key,
    'a gate that sets no group and no item to nought and is not against the star' as reason
from gate
where zeroed_group_id is null and zeroed_item_id is null and not is_against_star
union all
select
    'schemes' as seed,
    {{ row_key(['scheme.scheme_id', 'scheme.valid_from_date']) }} as row_key,
    'scheme_subjects says of nobody that it judges them' as reason
from scheme
left join subject on scheme.scheme_id = subject.scheme_id
where subject.scheme_id is null
union all
select
    'scheme_subjects' as seed,
    {{ row_key([
        'subject.scheme_id',
        'subject.variant_id',
        'subject.subject_type',
        'subject.role',
        "coalesce(subject.line_kind, 'any')",
        'subject.valid_from_date',
    ]) }} as row_key,
    'scheme_items has nothing that the scheme judges' as reason
from subject
left join item on subject.scheme_id = item.scheme_id
where item.scheme_id is null
