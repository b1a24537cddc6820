-- Tasks, submissions, plans, goals, training and coaching of each agent and day.
-- Grain: one row per (agent_id, work_date) with a duty due or a session held.
with

work_duties as (
    select * from {{ ref('int_work_duties') }}
),

final as (
    select
        -- keys
        agent_id,
        work_date,

        -- measures: due
        count(*) filter (where duty_type = 'task') as assigned_task_count,
        count(*) filter (where duty_type = 'task' and is_on_time) as assigned_task_on_time_count,
        count(*) filter (where duty_type = 'data_submission') as data_submission_count,
        count(*) filter (where duty_type = 'data_submission' and is_on_time)
            as data_submission_on_time_count,
        count(*) filter (where duty_type = 'improvement_action') as improvement_goal_count,
        count(*) filter (where duty_type = 'improvement_action' and is_achieved)
            as improvement_goal_achieved_count,
        count(*) filter (where duty_type = 'training') as training_assigned_count,
        count(*) filter (where duty_type = 'training' and is_done) as training_attended_count,
        count(*) filter (where duty_type = 'coaching' and is_planned)
            as coaching_session_planned_count,

        -- measures: held
        count(*) filter (where duty_type = 'coaching_held') as coaching_session_done_count,
        count(*) filter (where duty_type = 'training_held') as training_session_done_count,

        -- measures: records and plans
        {%- for measure, duty_type, name in [
            ('record_count', 'data_submission', 'submitted_record_count'),
            ('error_count', 'data_submission', 'submitted_record_error_count'),
            ('planned_count', 'process_improvement', 'process_improvement_planned_count'),
            ('completed_count', 'process_improvement', 'process_improvement_completed_count'),
            ('accepted_count', 'process_improvement', 'process_suggestion_accepted_count'),
            ('planned_count', 'survey_plan', 'customer_research_planned_count'),
            ('completed_count', 'survey_plan', 'customer_research_completed_count'),
        ] %}
        cast(coalesce(
            sum({{ measure }}) filter (where duty_type = '{{ duty_type }}'), 0
        ) as bigint) as {{ name }},
        {%- endfor %}
        cast(coalesce(
            sum(error_count) filter (
                where duty_type = 'data_submission' and item_code = 'attendance'
            ), 0
        ) as bigint) as attendance_record_error_count
    from work_duties
    group by agent_id, work_date
)

select * from final
