{#- The words of a group in one text, each once, in the order of their names, parted by a space. -#}
{% macro words_of(word) -%}
    {{ adapter.dispatch('words_of', 'agent_scorecards')(word) }}
{%- endmacro %}

{% macro default__words_of(word) -%}
    string_agg(distinct {{ word }}, ' ' order by {{ word }})
{%- endmacro %}
