{#- True where a dated decision holds on a day: from inclusive, to exclusive, null = still. -#}
{%- macro is_in_force(decision, on_date) -%}
    {{ decision }}.valid_from_date <= {{ on_date }}
    and ({{ decision }}.valid_to_date is null or {{ on_date }} < {{ decision }}.valid_to_date)
{%- endmacro -%}
