{#- Returns the list of part columns of a fact, in the order of its contract: every bigint and
    decimal column. Read from the graph, so no query runs. Empty where dbt shows no graph: while it
    parses, and in unit tests (override the macro there: `overrides: {macros: {fact_parts: [...]}}`). -#}
{% macro fact_parts(fact_name) -%}
    {%- set parts = [] -%}
    {%- set nodes = graph.nodes if graph is defined and graph.nodes else {} -%}
    {%- for node in nodes.values() if node.name == fact_name and node.resource_type == 'model' -%}
        {%- for column in node.columns.values() -%}
            {%- if column.data_type == 'bigint' or column.data_type.startswith('decimal') -%}
                {%- do parts.append(column.name) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(parts) }}
{%- endmacro %}
