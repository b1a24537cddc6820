{#- Returns the list of part columns of a fact, in the order of its contract: every bigint and
    decimal column. Read from the graph, so no query runs; empty while dbt is still parsing. -#}
{% macro fact_parts(fact_name) -%}
    {%- set parts = [] -%}
    {%- if execute -%}
        {%- for node in graph.nodes.values() if node.name == fact_name and node.resource_type == 'model' -%}
            {%- for column in node.columns.values() -%}
                {%- if column.data_type == 'bigint' or column.data_type.startswith('decimal') -%}
                    {%- do parts.append(column.name) -%}
                {%- endif -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(parts) }}
{%- endmacro %}
