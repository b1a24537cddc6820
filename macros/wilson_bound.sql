{#- One end of Wilson's interval for a share seen in a number of cases: side -1 is the lower, 1 the
    upper. Within 0 and 1, and to six decimals: no noise of doubles in the last digit. -#}
{%- macro wilson_bound(share, cases, z, side) -%}
    round(
        least(
            1.0,
            greatest(
                0.0,
                (
                    {{ share }}
                    + {{ z }} * {{ z }} / (2 * {{ cases }})
                    + ({{ side }}) * {{ z }} * sqrt(
                        {{ share }} * (1 - {{ share }}) / {{ cases }}
                        + {{ z }} * {{ z }} / (4 * {{ cases }} * {{ cases }})
                    )
                ) / (1 + {{ z }} * {{ z }} / {{ cases }})
            )
        )
        , 6
    )
{%- endmacro -%}
