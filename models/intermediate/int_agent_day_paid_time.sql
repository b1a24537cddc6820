-- Paid time of each agent and day, split into productive, idle, internal and external.
-- Grain: one row per (agent_id, work_date) with a shift.
{{ config(materialized='table') }}
with

shift_paid_time as (
    select * from {{ ref('int_shift_paid_time') }}
),

final as (
    select
        -- keys
        agent_id,
        work_date,

        -- measures
        {%- for measure in [
            'productive_seconds', 'idle_seconds', 'internal_shrinkage_seconds',
            'external_shrinkage_seconds',
        ] %}
        cast(sum({{ measure }}) as bigint) as {{ measure }},
        {%- endfor %}
        {%- for measure in [
            'paid_seconds', 'internal_shrinkage_seconds', 'external_shrinkage_seconds',
        ] %}
    cast(coalesce(sum({{ measure }}) filter (where is_frontline), 0) as bigint)
        as frontline_{{ measure }}
    {%- if not loop.last %},{% endif %}
    {%- endfor %}
    from shift_paid_time
    group by agent_id, work_date
)

select * from final
