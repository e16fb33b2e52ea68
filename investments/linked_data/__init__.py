"""What a page says in the words of schema.org, for search engines and harvesters.

Made from what the page itself shows; what the record does not know is left out.
"""

from investments.linked_data.page import Crumb, Site, graph, record_document

__all__ = ["Crumb", "Site", "graph", "record_document"]
