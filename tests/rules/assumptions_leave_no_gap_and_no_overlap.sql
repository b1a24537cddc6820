-- Every assumption that facts use holds exactly one value on every day, from the unknown day on.
with

assumptions as (
    select * from {{ ref('assumptions') }}
),

in_force as (
    select * from {{ ref('int_assumptions_in_force') }}
),

values_on_change_days as (
    select
        in_force.valid_from_date as checked_date,
        assumptions.assumption_name,
        count(*) as value_count
    from in_force
    inner join assumptions
        on
            in_force.valid_from_date >= assumptions.valid_from_date
            and (
                in_force.valid_from_date < assumptions.valid_to_date
                or assumptions.valid_to_date is null
            )
    group by in_force.valid_from_date, assumptions.assumption_name
),

names as (
    select distinct assumption_name from assumptions
),

final as (
    select
        in_force.valid_from_date as checked_date,
        names.assumption_name,
        coalesce(values_on_change_days.value_count, 0) as value_count
    from in_force
    cross join names
    left join values_on_change_days
        on
            in_force.valid_from_date = values_on_change_days.checked_date
            and names.assumption_name = values_on_change_days.assumption_name
    where coalesce(values_on_change_days.value_count, 0) <> 1
)

select * from final
