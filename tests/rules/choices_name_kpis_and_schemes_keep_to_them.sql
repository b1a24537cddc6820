-- An assumption is a number or a choice; a choice names KPIs; no scheme reads what was
-- not chosen, unless by a choice of its own that it cites.
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
        assumption_id,
        'a number or a choice, not both' as fault
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
        assumption.assumption_id,
        'names a KPI that does not exist' as fault
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
        assumption.assumption_id,
        'scheme ' || scheme_item.scheme_id || ' reads ' || scheme_item.kpi_id as fault
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
