"""The figures as SDMX 2.1: structures, and data as SDMX-ML and SDMX-CSV.

`components` says what an observation is made of, `codes` which codes there are, `structures` how
they are described, `observations` which figures answer a query, `writing` how they are written.
"""
