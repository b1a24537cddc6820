{#- A moment moved by a number of seconds; a negative number moves it back. -#}
{% macro add_seconds(moment, seconds) -%}
    {{ adapter.dispatch('add_seconds', 'agent_scorecards')(moment, seconds) }}
{%- endmacro %}

{% macro default__add_seconds(moment, seconds) -%}
    ({{ moment }} + to_seconds({{ seconds }}))
{%- endmacro %}
