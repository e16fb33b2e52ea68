"""From an article to what may be said with it: its text, the candidates in it, and best guesses.

`article` bytes to plain text; `names` what the record knows by name; `candidates` every figure,
date and name that a text prints; `clauses` the words near a figure; `guesses` subject and
statistic of a figure; `benchmark` how good all this is, on documents that the record has read.
"""
