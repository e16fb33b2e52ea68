"""The record in files and back: what was exported imports again without a change.

`columns` says what of each model is carried, `cells` how a value is written, `values` how a cell
is read, `resources` puts them together. `exporting` and `templates` write files, `uploads` and
`workbook` read them, `matching` finds out what is in them, `importing` takes row after row, and
`runs` leads an upload from its arrival to the record.
"""
