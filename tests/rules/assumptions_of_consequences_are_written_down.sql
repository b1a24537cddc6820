-- Every assumption that a tier, a run, an action, an award or a training effect cites can be looked
-- up: in words, or as a number with its reason.
with

scheme_assumption as (
    select * from {{ ref('scheme_assumptions') }}
),

assumption as (
    select * from {{ ref('assumptions') }}
),

tier as (
    select * from {{ ref('scorecard_tier') }}
),

run as (
    select * from {{ ref('scorecard_run') }}
),

action as (
    select * from {{ ref('scorecard_action') }}
),

award as (
    select * from {{ ref('scorecard_award') }}
),

training_effect as (
    select * from {{ ref('training_effect') }}
),

known as (
    select assumption_id from scheme_assumption
    union distinct
    select assumption_id from assumption
),

cited as (
    select assumption_ids from tier
    union distinct
    select assumption_ids from run
    union distinct
    select assumption_ids from action
    union distinct
    select assumption_ids from award
    union distinct
    select assumption_ids from training_effect
),

single as (
    select distinct {{ each_word('assumption_ids') }} as assumption_id
    from cited
    where assumption_ids is not null
)

select single.assumption_id
from single
left join known on single.assumption_id = known.assumption_id
where known.assumption_id is null
