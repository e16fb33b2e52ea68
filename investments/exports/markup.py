"""Text that any reader of XML can read."""

import re

# Not even escaped may they stand in XML 1.0.
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def for_xml(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return NO_XML.sub("", text)
