-- Who signed off and fed back the results of which month.
-- Grain: one row per (signer_id, month_date).
with

work_items as (
    select * from {{ ref('stg_work_items') }}
    where item_code in ('result_sign_off', 'result_feedback')
),

centre as (
    select * from {{ ref('dim_centre') }}
),

-- results are signed off in the month after the one they are of
dated as (
    select
        work_items.owner_agent_id as signer_id,
        work_items.item_code,
        {{ local_date('work_items.due_at', 'centre.time_zone') }} as due_on_date,
        {{ local_date('work_items.completed_at', 'centre.time_zone') }} as done_on_date,
        cast(
            date_trunc(
                'month',
                {{ add_months(local_date('work_items.assigned_at', 'centre.time_zone'), -1) }}
            ) as date
        ) as month_date
    from work_items
    cross join centre
    where work_items.owner_agent_id is not null
),

final as (
    select
        -- keys
        signer_id,
        month_date,

        -- times
        max(due_on_date) filter (where item_code = 'result_sign_off') as sign_off_due_on_date,
        max(done_on_date) filter (where item_code = 'result_sign_off') as signed_off_on_date,
        max(due_on_date) filter (where item_code = 'result_feedback') as feedback_due_on_date,
        max(done_on_date) filter (where item_code = 'result_feedback') as fed_back_on_date
    from dated
    group by signer_id, month_date
)

select * from final
