-- One task behind a ticket: newest version, our names.
-- Grain: one row per (task_id).
with

source as (
    {{ newest_version('ticket_tasks', ['task_id']) }}
),

renamed as (
    select
        -- keys
        task_id,

        -- dimensions
        task_type,
        ticket_id,
        requester_id as requester_agent_id,
        agent_id,
        support_team as support_team_id,
        site_id,
        asset_id,
        part_no as part_code,
        reason as task_reason,
        _load_id as load_id,

        -- measures
        cast(task_seq as bigint) as task_sequence,

        -- flags
        first_pass_flag as is_first_pass,
        repair_success_flag as is_repair_successful,

        -- times
        requested_at,
        due_at,
        first_response_at,
        submitted_at,
        visit_at,
        completed_at,
        _loaded_at as loaded_at
    from source
)

select * from renamed
