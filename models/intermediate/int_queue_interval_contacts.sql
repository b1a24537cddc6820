-- Contacts offered to queues by the half hour in which they entered, calls and digital ones apart.
-- Grain: one row per (queue_id, business_line, interval_start_at).
with

offered as (
    select * from {{ ref('int_offered_contacts') }}
),

final as (
    select
        -- keys
        queue_id,
        business_line,
        interval_start_at,

        -- measures: calls
        count(*) filter (where is_voice) as offered_count,
        {%- for name, condition in [
            ('answered_count', 'is_answered'),
            ('answered_within_20_seconds_count', 'is_answered_in_20'),
            ('answered_within_30_seconds_count', 'is_answered_in_30'),
            ('answered_within_queue_limit_count', 'is_answered_in_queue_limit'),
            ('abandoned_count', 'is_queue_abandoned'),
            ('short_abandoned_count', 'is_short_abandoned'),
            ('abandoned_within_20_seconds_count', 'is_abandoned_in_20'),
            ('offered_without_wait_count', 'wait_seconds is null'),
            ('answered_without_wait_count', 'is_answered and wait_seconds is null'),
            ('rings_told_count', 'ring_quantity is not null'),
        ] %}
        count(*) filter (where is_voice and {{ condition }}) as {{ name }},
        {%- endfor %}
        cast(
            coalesce(sum(ring_quantity) filter (where is_voice), 0) as decimal(18, 4)
        ) as ring_quantity,
        {%- for name, condition in [
            ('queue_wait_seconds', 'is_voice'),
            ('answered_wait_seconds', 'is_voice and is_answered'),
            ('abandoned_wait_seconds', 'is_voice and is_queue_abandoned'),
        ] %}
        cast(
            coalesce(sum(wait_seconds) filter (where {{ condition }}), 0) as bigint
        ) as {{ name }},
        {%- endfor %}

        -- measures: chats and emails
        {%- for channel in ['chat', 'email'] %}
        count(*) filter (where channel = '{{ channel }}') as {{ channel }}_offered_count,
        count(*) filter (where channel = '{{ channel }}' and is_answered)
            as {{ channel }}_answered_count,
        count(*) filter (where channel = '{{ channel }}' and is_queue_abandoned)
            as {{ channel }}_abandoned_count,
        {%- endfor %}

        -- measures: first response
        {%- for channel in ['voice', 'chat', 'email'] %}
        count(first_response_seconds) filter (where channel = '{{ channel }}')
            as {{ channel }}_first_response_count,
        cast(coalesce(
            sum(first_response_seconds) filter (where channel = '{{ channel }}'), 0
        ) as bigint) as {{ channel }}_first_response_seconds,
        {%- endfor %}
        count(*) filter (where is_response_judged) as first_response_judged_count,
        count(*) filter (where is_response_judged and is_responded_in_time)
            as first_response_in_time_count
    from offered
    group by queue_id, business_line, interval_start_at
)

select * from final
