-- Every assumption that a line cites can be looked up in words.
with

line as (
    select * from {{ ref('scorecard_line') }}
),

known as (
    select * from {{ ref('scheme_assumptions') }}
),

cited as (
    select distinct
        scheme_id,
        item_id,
        assumption_ids
    from line
),

counted as (
    select
        cited.scheme_id,
        cited.item_id,
        cited.assumption_ids,
        count(known.assumption_id) as known_count
    from cited
    left join known
        on contains(' ' || cited.assumption_ids || ' ', ' ' || known.assumption_id || ' ')
    group by cited.scheme_id, cited.item_id, cited.assumption_ids
)

-- as many words known as there are ids: one more than there are spaces
select
    scheme_id,
    item_id,
    assumption_ids,
    known_count
from counted
where
    known_count
    != case
        when coalesce(assumption_ids, '') = '' then 0
        else 1 + length(assumption_ids) - length(replace(assumption_ids, ' ', ''))
    end
