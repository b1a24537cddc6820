-- The weights of a group or a block lie in the range the source gives it, on every occasion and at
-- both ends of a glide (SC11, SC18, SC24, SC31, SC35).
{{ config(meta={'what_to_do': 'Bring the weights into the range that the source gives.'}) }}
with

scheme_weight as (
    select * from {{ ref('scheme_weights') }}
),

scheme_item as (
    select * from {{ ref('scheme_items') }}
),

glide as (
    select * from {{ ref('scheme_weight_glides') }}
),

group_range as (
    select * from {{ ref('scheme_group_ranges') }}
),

-- a glide moves in a straight line: what holds at both ends holds between them
vectors as (
    select
        scheme_id,
        variant_id,
        occasion,
        item_id,
        weight,
        valid_from_date
    from scheme_weight
    union all
    select
        scheme_weight.scheme_id,
        scheme_weight.variant_id,
        'glided' as occasion,
        scheme_weight.item_id,
        case
            when scheme_weight.item_id = glide.item_id then glide.to_weight
            else scheme_weight.weight * (1 - glide.to_weight) / (1 - glide.from_weight)
        end as weight,
        glide.valid_from_date
    from scheme_weight
    inner join glide
        on
            scheme_weight.scheme_id = glide.scheme_id
            and scheme_weight.variant_id = glide.variant_id
            and scheme_weight.occasion = 'ordinary'
            and {{ is_in_force('scheme_weight', 'glide.valid_from_date') }}
),

shares as (
    select
        {{ row_key([
            'group_range.scheme_id',
            'group_range.variant_id',
            'group_range.part_kind',
            'group_range.part_id',
            'group_range.valid_from_date',
        ]) }} as row_key,
        vectors.scheme_id,
        vectors.variant_id,
        vectors.occasion,
        vectors.valid_from_date,
        group_range.part_kind,
        group_range.part_id,
        group_range.lowest_weight,
        group_range.highest_weight,
        cast(
            coalesce(
                sum(vectors.weight) filter (
                    where
                    group_range.part_id
                    = case group_range.part_kind
                        when 'group' then scheme_item.group_id else scheme_item.block_id
                    end
                ),
                0
            ) as decimal(9, 6)
        ) as share_of_card
    from vectors
    inner join scheme_item
        on
            vectors.scheme_id = scheme_item.scheme_id
            and vectors.item_id = scheme_item.item_id
            and {{ is_in_force('scheme_item', 'vectors.valid_from_date') }}
    inner join group_range
        on
            vectors.scheme_id = group_range.scheme_id
            and group_range.variant_id in (vectors.variant_id, 'any')
            and {{ is_in_force('group_range', 'vectors.valid_from_date') }}
    group by
        group_range.scheme_id,
        group_range.variant_id,
        group_range.valid_from_date,
        vectors.scheme_id,
        vectors.variant_id,
        vectors.occasion,
        vectors.valid_from_date,
        group_range.part_kind,
        group_range.part_id,
        group_range.lowest_weight,
        group_range.highest_weight
)

select
    'scheme_group_ranges' as seed,
    row_key,
    'in scheme_weights the ' || part_kind || ' has ' || cast(share_of_card as varchar) || ' of '
    || variant_id || ' ' || occasion || ' from ' || cast(valid_from_date as varchar)
    || ' on; its range is ' || cast(lowest_weight as varchar) || ' to '
    || cast(highest_weight as varchar) as reason
from shares
where share_of_card < lowest_weight or share_of_card > highest_weight
