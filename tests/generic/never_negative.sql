{#- Rows in which any of the named columns is null or below nought: one scan for a wide fact. -#}
{% test never_negative(model, columns) %}
    select *
    from {{ model }}
    where least({% for column in columns %}coalesce({{ column }}, -1){% if not loop.last %}, {% endif %}{% endfor %}) < 0
{% endtest %}
