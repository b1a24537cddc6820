-- An assumption is a number or a choice; a choice names KPIs; no scheme reads what was not chosen,
-- unless by a choice of its own that it cites.
{{ config(meta={'what_to_do':
    'Give a value or a choice; name KPIs that exist; read the KPI that was chosen, or cite a choice of your own.'}) }}
with

assumption as (
    select * from {{ ref('assumptions') }}
),

kpi as (
    select * from {{ ref('kpis') }}
),

scheme_item as (
    select * from {{ ref('scheme_items') }}
),

neither_or_both as (
    select
        'assumptions' as seed,
        {{ row_key(['assumption_name', 'valid_from_date']) }} as row_key,
        case
            when value is null then 'it gives neither a value nor a choice'
            else 'it gives both a value and a choice'
        end as reason
    from assumption
    where (value is null) = (choice is null)
),

named_kpis as (
    select
        assumption.assumption_id,
        assumption.choice,
        assumption.alternatives,
        count(*) filter (where kpi.kpi_id = assumption.choice) as choice_count,
        count(*) filter (where kpi.kpi_id <> assumption.choice) as alternative_count
    from assumption
    inner join kpi
        on contains(
            ' ' || assumption.choice || ' ' || coalesce(assumption.alternatives, '') || ' ',
            ' ' || kpi.kpi_id || ' '
        )
    group by assumption.assumption_id, assumption.choice, assumption.alternatives
),

unknown_kpis as (
    select
        'assumptions' as seed,
        {{ row_key(['assumption.assumption_name', 'assumption.valid_from_date']) }} as row_key,
        'its choice or its alternatives name a KPI that seeds/kpis.csv does not have' as reason
    from assumption
    left join named_kpis on assumption.assumption_id = named_kpis.assumption_id
    where
        assumption.choice is not null
        and (
            named_kpis.choice_count is distinct from 1
            or named_kpis.alternative_count
            <> case
                when assumption.alternatives is null then 0
                else
                    length(assumption.alternatives)
                    - length(replace(assumption.alternatives, ' ', ''))
                    + 1
            end
        )
),

-- an item may read another KPI where the assumption it cites chose that one for it
not_chosen as (
    select
        'scheme_items' as seed,
        {{ row_key([
            'scheme_item.scheme_id',
            'scheme_item.item_id',
            'scheme_item.valid_from_date',
        ]) }} as row_key,
        'it reads ' || scheme_item.kpi_id || ', which ' || assumption.assumption_id
        || ' did not choose: ' || assumption.choice as reason
    from assumption
    inner join scheme_item
        on contains(' ' || assumption.alternatives || ' ', ' ' || scheme_item.kpi_id || ' ')
    left join assumption as own_choice
        on
            scheme_item.kpi_id = own_choice.choice
            and contains(
                ' ' || scheme_item.assumption_ids || ' ', ' ' || own_choice.assumption_id || ' '
            )
    where own_choice.assumption_id is null
)

select * from neither_or_both
union all
select * from unknown_kpis
union all
select * from not_chosen
