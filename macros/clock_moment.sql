{#- The UTC moment at which a row's day shows a wall clock of so many seconds. The row says when its
    day started, when its clock was changed and how many seconds that skipped (fewer than nought:
    showed twice). What the clock skips is the moment of the change, what it shows twice the first. -#}
{% macro clock_moment(seconds) -%}
    case
        when clock_changed_at is null
            or {{ add_seconds('day_started_at', seconds) }} < clock_changed_at
            then {{ add_seconds('day_started_at', seconds) }}
        else greatest(
            clock_changed_at,
            {{ add_seconds('day_started_at', '(' ~ seconds ~ ' - clock_skipped_seconds)') }}
        )
    end
{%- endmacro %}
