{#- True where a value stands to a threshold as a row's word says: above, at_least, below, at_most. -#}
{%- macro is_as_compared(value, comparison, threshold) -%}
    case {{ comparison }}
        when 'above' then {{ value }} > {{ threshold }}
        when 'at_least' then {{ value }} >= {{ threshold }}
        when 'below' then {{ value }} < {{ threshold }}
        when 'at_most' then {{ value }} <= {{ threshold }}
    end
{%- endmacro -%}
