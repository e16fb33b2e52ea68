"""From an article to what may be said with it: its text, the candidates in it, and best guesses.

`article` bytes to plain text; `names` what the record knows by name; `candidates` every figure,
date and name that a text prints, for which `figures` says which numbers are figures, `when` reads
dates and `clauses` the words nearby; `guesses` subject and statistic of a figure; `benchmark` how
good all this is, on documents that the record has read.
"""
