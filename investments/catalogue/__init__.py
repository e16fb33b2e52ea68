"""The catalogue of the data as DCAT-AP 3.0, and the list of interfaces as a link set (RFC 9727).

`vocabulary` has the codes of the vocabularies that DCAT-AP wants, `entries` what there is to be
described, `graph` describes it, `signs` leads harvesters there.
"""

from investments.catalogue.graph import SYNTAXES, Syntax, serialised
from investments.catalogue.signs import link_set, sign_header

__all__ = ["SYNTAXES", "Syntax", "link_set", "serialised", "sign_header"]
