"""Every contract is tested in English unless it says otherwise."""

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """A page in Chinese leaves its language behind in the thread."""
    with translation.override("en"):
        yield
