"""How a file becomes rows of raw: one module a step.

``delivery`` bytes, names, gzip, encodings - ``reading`` one reader a format, every column as text -
``feed`` what a feed says, checked to its line - ``expressions`` what a feed may compute -
``times`` and ``identifiers`` the helper functions - ``typing`` text to the contract's types,
nothing rounded - ``ledger`` one transaction a delivery - ``show`` what the terminal sees.
"""
