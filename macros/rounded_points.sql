{#- Points with four places, a half going up. What was divided is a double, whose last digit may
    fall just short of the half: ten places first, which no double of a card's size can miss. -#}
{% macro rounded_points(points) -%}
    cast(cast({{ points }} as decimal(24, 10)) as decimal(12, 4))
{%- endmacro %}
