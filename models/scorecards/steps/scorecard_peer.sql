-- The mean of the peers: of the shift in the period, or of the centre where the shift is too small.
-- Grain: one row per (scheme_id, subject_type, period_type, period_start_date, item_id,
-- shift_code).
with

card_subject as (
    select * from {{ ref('scorecard_subject') }}
),

item_value as (
    select * from {{ ref('scorecard_item_value') }}
),

assumption as (
    select * from {{ ref('assumptions') }}
    where assumption_name = 'minimum_peer_group'
),

-- peers are those who are judged and have a value: the arithmetic mean of people, not of their sums
judged as (
    select
        card_subject.scheme_id,
        card_subject.subject_type,
        card_subject.period_type,
        card_subject.period_start_date,
        item_value.item_id,
        coalesce(card_subject.shift_code, 'none') as shift_code,
        item_value.kpi_value
    from item_value
    inner join card_subject on item_value.card_id = card_subject.card_id
    where
        card_subject.not_scored_reason is null
        and item_value.kpi_status in ('measured', 'provisional')
),

shift as (
    select
        scheme_id,
        subject_type,
        period_type,
        period_start_date,
        item_id,
        shift_code,
        count(*) as peer_count,
        avg(kpi_value) as peer_mean
    from judged
    group by scheme_id, subject_type, period_type, period_start_date, item_id, shift_code
),

centre as (
    select
        scheme_id,
        subject_type,
        period_type,
        period_start_date,
        item_id,
        count(*) as peer_count,
        avg(kpi_value) as peer_mean
    from judged
    group by scheme_id, subject_type, period_type, period_start_date, item_id
),

final as (
    select
        -- keys
        shift.scheme_id,
        shift.subject_type,
        shift.period_type,
        shift.period_start_date,
        shift.item_id,
        shift.shift_code,

        -- dimensions
        case when shift.peer_count < assumption.value then assumption.assumption_id end
            as assumption_ids,

        -- measures
        case
            when shift.peer_count < assumption.value then centre.peer_count else shift.peer_count
        end
            as peer_count,
        case when shift.peer_count < assumption.value then centre.peer_mean else shift.peer_mean end
            as peer_mean
    from shift
    inner join centre
        on
            shift.scheme_id = centre.scheme_id
            and shift.subject_type = centre.subject_type
            and shift.period_type = centre.period_type
            and shift.period_start_date = centre.period_start_date
            and shift.item_id = centre.item_id
    inner join assumption on {{ is_in_force('assumption', 'shift.period_start_date') }}
)

select * from final
