"""The REST API at /api/v1/: the public lists and records as JSON, for reading.

A list is read by `Listing` like the page and its downloads, its rows come from the columns'
typed values, and the description of all that (OpenAPI) from the same declarations. Of Django REST
framework it uses what does not know of rows: views, content negotiation, errors, throttling; its
serializers, filter backends and paginators would say a second time what a dataset says.
"""
