{#- Returns a whole select: the rows of a CTE that has agent_id, each with the work_date its moment
    belongs to (DECISIONS 1). The model imports the CTEs centre_settings and day_segments. No fan-out:
    the segments of one agent's calendar day do not overlap. -#}
{% macro with_work_date(relation, moment) -%}
    select
        {{ relation }}.*,
        coalesce(
            day_segments.work_date,
            {{ local_date(relation ~ '.' ~ moment, 'centre_settings.time_zone') }},
            {{ unknown_date() }}
        ) as work_date
    from {{ relation }}
    cross join centre_settings
    left join day_segments
        on {{ relation }}.agent_id = day_segments.agent_id
        and {{ local_date(relation ~ '.' ~ moment, 'centre_settings.time_zone') }} = day_segments.calendar_date
        and {{ relation }}.{{ moment }} >= day_segments.segment_start_at
        and {{ relation }}.{{ moment }} < day_segments.segment_end_at
{%- endmacro %}
