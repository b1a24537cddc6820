-- On any day tiers, conditions, actions, awards and what they measure hold in one wording only.
with

tier_set as (
    select * from {{ ref('tier_sets') }}
),

tier as (
    select * from {{ ref('tiers') }}
),

condition as (
    select * from {{ ref('action_conditions') }}
),

action as (
    select * from {{ ref('actions') }}
),

action_metric as (
    select * from {{ ref('action_metrics') }}
),

award as (
    select * from {{ ref('awards') }}
),

award_measure as (
    select * from {{ ref('award_measures') }}
),

training_kpi as (
    select * from {{ ref('training_kpis') }}
),

wordings as (
    select
        'tier set ' || scheme_id || ' ' || subject_type as decision,
        valid_from_date,
        valid_to_date
    from tier_set
    union all
    select
        'tier ' || scheme_id || ' ' || tier as decision,
        valid_from_date,
        valid_to_date
    from tier
    union all
    select
        'condition ' || condition_id || ' ' || scheme_id as decision,
        valid_from_date,
        valid_to_date
    from condition
    union all
    select
        'action ' || action_code as decision,
        valid_from_date,
        valid_to_date
    from action
    union all
    select
        'action metric ' || action_code || ' ' || kpi_id as decision,
        valid_from_date,
        valid_to_date
    from action_metric
    union all
    select
        'award ' || award_id as decision,
        valid_from_date,
        valid_to_date
    from award
    union all
    select
        'award measure ' || award_id || ' ' || kpi_id as decision,
        valid_from_date,
        valid_to_date
    from award_measure
    union all
    select
        'training ' || kpi_id as decision,
        valid_from_date,
        valid_to_date
    from training_kpi
),

followed as (
    select
        decision,
        valid_from_date,
        valid_to_date,
        lead(valid_from_date)
            over (partition by decision order by valid_from_date)
            as next_from_date
    from wordings
)

select
    decision,
    valid_from_date,
    valid_to_date,
    next_from_date
from followed
where
    valid_to_date <= valid_from_date
    or (next_from_date is not null and (valid_to_date is null or valid_to_date > next_from_date))
