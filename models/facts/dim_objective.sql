-- Objectives that were set, and how far each came by the day it was due.
-- Grain: one row per (objective_id).
with

work_items as (
    select * from {{ ref('int_work_items_dated') }}
    where work_type = 'objective'
),

final as (
    select
        -- keys
        work_item_id as objective_id,

        -- dimensions
        item_code as objective_code,
        agent_id as owner_agent_id,

        -- measures
        planned_count,
        completed_count,

        -- flags
        coalesce(work_result = 'achieved', completed_count >= planned_count) as is_achieved,

        -- times
        work_date as due_date
    from work_items
)

select * from final
