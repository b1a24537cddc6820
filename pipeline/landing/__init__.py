"""How a file becomes rows of raw: one module a step.

``delivery`` bytes, names, gzip, encodings - ``delimited``, ``workbook``, ``reading`` one reader a
format, every column as text - ``feed`` what a feed says, checked to its line - ``expressions`` what
it may compute, with ``times`` and ``identifiers`` behind its helper functions - ``binding`` a feed
bound to one file - ``evaluate`` its rows through it - ``typing`` text to the contract's types,
nothing rounded - ``ledger`` one transaction a delivery - ``show`` what the terminal sees.
"""
