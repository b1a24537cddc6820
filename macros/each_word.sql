{#- One row per word of a text whose words a space parts; for a select list. -#}
{% macro each_word(words) -%}
    {{ adapter.dispatch('each_word', 'agent_scorecards')(words) }}
{%- endmacro %}

{% macro default__each_word(words) -%}
    unnest(string_split({{ words }}, ' '))
{%- endmacro %}

{% macro spark__each_word(words) -%}
    explode(split({{ words }}, ' '))
{%- endmacro %}
