{#- True where a value lies between the bounds of a row; each bound says whether it belongs, an
    empty one is open. -#}
{%- macro is_in_band(value, band) -%}
    (
        {{ band }}.lower_bound is null
        or {{ value }} > {{ band }}.lower_bound
        or ({{ band }}.is_lower_inclusive and {{ value }} = {{ band }}.lower_bound)
    )
    and (
        {{ band }}.upper_bound is null
        or {{ value }} < {{ band }}.upper_bound
        or ({{ band }}.is_upper_inclusive and {{ value }} = {{ band }}.upper_bound)
    )
{%- endmacro -%}
