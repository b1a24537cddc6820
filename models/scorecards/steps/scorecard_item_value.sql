-- The value behind every item of every card.
-- Grain: one row per (card_id, item_id).
with

card_subject as (
    select * from {{ ref('scorecard_subject') }}
),

card_item as (
    select * from {{ ref('scorecard_card_item') }}
),

exempted as (
    select * from {{ ref('scorecard_exempted_value') }}
),

kpi as (
    select * from {{ ref('kpis') }}
),

kpi_value as (
    select * from {{ ref('kpi_value') }}
),

-- which value an item reads: the subject's own, or that of its team, its line, the centre
item as (
    select
        card_item.card_id,
        card_item.item_id,
        card_item.kpi_id,
        card_item.lookback_start_date,
        card_subject.period_type,
        card_subject.period_start_date,
        1 as preference,
        case card_item.value_level
            when 'subject' then card_subject.value_subject_type else card_item.value_level
        end as value_subject_type,
        case card_item.value_level
            when 'subject' then card_subject.value_subject_id
            when 'team' then card_subject.team_id
            when 'line' then card_subject.business_line
            else card_item.value_level
        end as value_subject_id
    from card_item
    inner join card_subject on card_item.card_id = card_subject.card_id
),

-- a KPI that is not kept by role is read for the person's whole period
candidate as (
    select * from item
    union all
    select
        item.card_id,
        item.item_id,
        item.kpi_id,
        item.lookback_start_date,
        item.period_type,
        item.period_start_date,
        2 as preference,
        card_subject.subject_type as value_subject_type,
        card_subject.subject_id as value_subject_id
    from item
    inner join card_subject on item.card_id = card_subject.card_id
    where item.value_subject_type = 'agent_in_role'
),

-- the latest period with a value; without any, the period itself
found as (
    select
        candidate.*,
        kpi_value.period_start_date as value_period_start_date,
        kpi_value.numerator,
        kpi_value.denominator,
        kpi_value.kpi_value,
        kpi_value.status,
        kpi_value.reason,
        kpi_value.evidence_count
    from candidate
    left join kpi_value
        on
            candidate.value_subject_type = kpi_value.subject_type
            and candidate.value_subject_id = kpi_value.subject_id
            and candidate.period_type = kpi_value.period_type
            and candidate.kpi_id = kpi_value.kpi_id
            and kpi_value.period_start_date
            between candidate.lookback_start_date and candidate.period_start_date
    qualify row_number() over (
        partition by candidate.card_id, candidate.item_id
        order by
            kpi_value.status is null asc,
            candidate.preference asc,
            kpi_value.kpi_value is null asc,
            kpi_value.period_start_date desc
    ) = 1
),

-- what the days of an exempting scenario leave
without_exempted as (
    select
        found.*,
        coalesce(exempted.exempted_day_count, 0) as exempted_day_count,
        coalesce(not exempted.is_by_day, false) as is_exempt,
        coalesce(exempted.is_by_day, false) as is_reduced,
        found.numerator - coalesce(exempted.exempted_numerator, 0) as left_numerator,
        found.denominator - coalesce(exempted.exempted_denominator, 0) as left_denominator,
        found.evidence_count - coalesce(exempted.exempted_evidence_count, 0) as left_evidence_count
    from found
    left join exempted
        on
            found.card_id = exempted.card_id
            and found.item_id = exempted.item_id
),

final as (
    select
        -- keys
        without_exempted.card_id,
        without_exempted.item_id,

        -- dimensions
        without_exempted.value_subject_type,
        without_exempted.value_subject_id,
        without_exempted.value_period_start_date,
        case
            when without_exempted.status is null then 'not_applicable'
            when without_exempted.is_exempt then 'exempt'
            when not without_exempted.is_reduced then without_exempted.status
            when without_exempted.left_denominator = 0 then 'exempt'
            when without_exempted.left_denominator < kpi.minimum_denominator then 'below_minimum'
            else without_exempted.status
        end as kpi_status,
        case
            when without_exempted.status is null then 'kpi_not_kept_for_subject'
            when without_exempted.is_exempt then 'exempted_by_scenario'
            when not without_exempted.is_reduced then without_exempted.reason
            when without_exempted.left_denominator = 0 then 'exempted_by_scenario'
            when without_exempted.left_denominator < kpi.minimum_denominator
                then 'denominator_below_minimum'
            else without_exempted.reason
        end as kpi_reason,

        -- measures
        case
            when without_exempted.is_reduced then without_exempted.left_numerator
            else without_exempted.numerator
        end as numerator,
        case
            when without_exempted.is_reduced then without_exempted.left_denominator
            else without_exempted.denominator
        end as denominator,
        case
            when not without_exempted.is_reduced then without_exempted.kpi_value
            when without_exempted.left_denominator is null then without_exempted.left_numerator
            else
                without_exempted.left_numerator / nullif(without_exempted.left_denominator, 0)
        end as kpi_value,
        coalesce(
            case
                when without_exempted.is_reduced then without_exempted.left_evidence_count
                else without_exempted.evidence_count
            end,
            0
        ) as evidence_count,
        without_exempted.exempted_day_count
    from without_exempted
    inner join kpi on without_exempted.kpi_id = kpi.kpi_id
)

select * from final
