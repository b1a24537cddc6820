-- The weights of an award's measures sum to one; an award that a tier decides has none, every
-- other award has some.
{{ config(meta={'what_to_do':
    'Mend award_measures until the weights sum to 1; for a tier, take them out.'}) }}
with

award as (
    select * from {{ ref('awards') }}
),

award_measure as (
    select * from {{ ref('award_measures') }}
),

weighed as (
    select
        award.award_id,
        award.valid_from_date,
        award.winner_rule,
        count(award_measure.kpi_id) as measure_count,
        coalesce(sum(award_measure.weight), 0) as weight_sum
    from award
    left join award_measure
        on
            award.award_id = award_measure.award_id
            and {{ is_in_force('award_measure', 'award.valid_from_date') }}
    group by award.award_id, award.valid_from_date, award.winner_rule
)

select
    'awards' as seed,
    {{ row_key(['award_id', 'valid_from_date']) }} as row_key,
    case
        when winner_rule = 'tier' then 'a tier decides it, and award_measures has measures of it'
        else
            'the weights of its award_measures sum to ' || cast(weight_sum as varchar)
            || ', not to 1'
    end as reason
from weighed
where
    (winner_rule = 'tier' and measure_count > 0)
    or (winner_rule != 'tier' and weight_sum != 1)
