{#- Returns the columns of a select list: each part of a fact summed, under its own name. Doubles,
    so that one unpivot takes them all; whole numbers stay exact up to 2^53. -#}
{% macro parts_summed(relation, fact_name) -%}
    {%- for part in fact_parts(fact_name) or ['part_count'] %}
        cast(sum({{ relation }}.{{ part }}) as double) as {{ part }}
        {%- if not loop.last %},{% endif %}
    {%- endfor %}
{%- endmacro %}
