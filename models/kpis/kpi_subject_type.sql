-- Which kinds of subject a KPI is measured for: those that all the facts of its parts know, or
-- those that its seed names.
-- Grain: one row per (kpi_id, subject_type).
with

kpi_term as (
    select * from {{ ref('kpi_terms') }}
),

kpi_indicator as (
    select * from {{ ref('kpi_indicators') }}
),

own_measure as (
    select * from {{ ref('kpi_own_measures') }}
),

kpi_fact as (
    select * from {{ ref('kpi_facts') }}
),

fact_part as (
    select * from {{ ref('kpi_fact_part') }}
),

facts_of_kpi as (
    select distinct
        kpi_term.kpi_id,
        fact_part.fact_name
    from kpi_term
    inner join fact_part on kpi_term.part = fact_part.part
),

fact_counts as (
    select
        kpi_id,
        count(*) as fact_count
    from facts_of_kpi
    group by kpi_id
),

known_to_all_facts as (
    select
        facts_of_kpi.kpi_id,
        kpi_fact.subject_type
    from facts_of_kpi
    inner join kpi_fact on facts_of_kpi.fact_name = kpi_fact.fact_name
    inner join fact_counts on facts_of_kpi.kpi_id = fact_counts.kpi_id
    group by facts_of_kpi.kpi_id, kpi_fact.subject_type, fact_counts.fact_count
    having count(*) = fact_counts.fact_count
),

named_by_an_indicator as (
    select distinct
        kpi_id,
        subject_type
    from kpi_indicator
),

named_by_a_measure as (
    select distinct
        kpi_id,
        subject_type
    from own_measure
),

combined as (
    select
        kpi_id,
        subject_type
    from known_to_all_facts
    union all
    select
        kpi_id,
        subject_type
    from named_by_an_indicator
    union all
    select
        kpi_id,
        subject_type
    from named_by_a_measure
),

final as (
    select
        -- keys
        kpi_id,
        subject_type
    from combined
)

select * from final
