-- What was forecast of each queue in each half hour that is over, beside what came.
-- Grain: one row per (queue_id, business_line, interval_start_at) with a forecast.
with

forecasts as (
    select * from {{ ref('stg_forecasts') }}
),

offered as (
    select * from {{ ref('int_offered_contacts') }}
),

data_span as (
    select * from {{ ref('int_data_span') }}
),

offered_by_interval as (
    select
        queue_id,
        interval_start_at,
        count(*) as offered_count
    from offered
    group by queue_id, interval_start_at
),

lines_of_queues as (
    select
        queue_id,
        business_line,
        count(*) as offered_count
    from offered
    group by queue_id, business_line
),

-- A forecast names no line: it belongs to the one most of the queue's contacts are of.
-- Tie-break: the line's name.
main_lines as (
    select
        queue_id,
        business_line
    from lines_of_queues
    qualify row_number() over (
        partition by queue_id order by offered_count desc, business_line asc
    ) = 1
),

-- A half hour that the data does not reach the end of is neither right nor wrong yet.
final as (
    select
        -- keys
        forecasts.queue_id,
        coalesce(main_lines.business_line, 'unknown') as business_line,
        forecasts.interval_start_at,

        -- measures
        cast(1 as bigint) as forecast_interval_count,
        cast(coalesce(offered_by_interval.offered_count, 0) as bigint)
            as forecast_interval_offered_count,
        cast(forecasts.forecast_contact_quantity as decimal(18, 4)) as forecast_contact_quantity,
        cast(
            abs(
                coalesce(offered_by_interval.offered_count, 0)
                - forecasts.forecast_contact_quantity
            ) as decimal(18, 4)
        ) as forecast_error_quantity
    from forecasts
    cross join data_span
    left join main_lines
        on forecasts.queue_id = main_lines.queue_id
    left join offered_by_interval
        on
            forecasts.queue_id = offered_by_interval.queue_id
            and forecasts.interval_start_at = offered_by_interval.interval_start_at
    where
        {{ add_seconds('forecasts.interval_start_at', '1800') }} <= data_span.data_through_at
)

select * from final
