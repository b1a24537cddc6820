{#- Share of the points that a value attains against a target or a target range, by the method of its
    item; null where it cannot be told. -#}
{% macro attained_share(item, target, target_low, target_high) -%}
    case
        when {{ item }}.scoring_method = 'penalty'
            then {{ item }}.scored_value * {{ item }}.points_per_unit / {{ item }}.max_points
        when {{ item }}.scoring_method = 'linear'
            then
                ({{ item }}.worst_value - {{ item }}.scored_value)
                / nullif({{ item }}.worst_value - {{ item }}.best_value, 0)
        when {{ target_low }} is not null or {{ target_high }} is not null
            then
                case
                    when
                        {{ item }}.scored_value >= coalesce({{ target_low }}, {{ item }}.scored_value)
                        and {{ item }}.scored_value
                        <= coalesce({{ target_high }}, {{ item }}.scored_value)
                        then 1
                    when {{ item }}.scoring_method = 'all_or_nothing' then 0
                    else
                        1
                        - greatest(
                            coalesce({{ target_low }} - {{ item }}.scored_value, 0),
                            coalesce({{ item }}.scored_value - {{ target_high }}, 0)
                        ) / nullif({{ item }}.decay_width, 0)
                end
        {#- reached, whatever the target: a target of nought needs no division #}
        when {{ item }}.direction = 'higher' and {{ item }}.scored_value >= {{ target }} then 1
        when {{ item }}.direction = 'lower' and {{ item }}.scored_value <= {{ target }} then 1
        when {{ item }}.scoring_method = 'all_or_nothing' and {{ target }} is not null then 0
        when {{ item }}.direction = 'higher'
            then {{ item }}.scored_value / nullif({{ target }}, 0)
        when {{ item }}.direction = 'lower'
            then {{ target }} / nullif({{ item }}.scored_value, 0)
    end
{%- endmacro %}
