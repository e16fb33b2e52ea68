"""Quantities: units, qualifiers and bounds, how they are read and how they are written.

`units` what is measured; `bounds` arithmetic; `format` figures to words; `parse` words to figures.
"""
