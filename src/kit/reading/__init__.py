"""Files as sheets of text, and text as values, whatever the encoding, the wrapping and the spelling.

Formats are not known here; `kit.sources` has a module for each.
"""
