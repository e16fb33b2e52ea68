"""How often one network address may ask."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac
from rest_framework.throttling import BaseThrottle

from investments.actions.locks import address


class AddressThrottle(BaseThrottle):
    """So many requests in a window that begins with the first; setting API_RATE.

    The address is kept nowhere, only its keyed hash and that only in the cache. Without a shared
    cache each server process counts for itself.
    """

    def __init__(self) -> None:
        self.limit, self.window = settings.API_RATE or (0, 0)
        self.key = ""
        self.used = 0
        self.left_seconds = 0

    def allow_request(self, request: Any, view: Any) -> bool:
        if not self.limit:
            return True
        now = time.time()
        whose = salted_hmac("investments.api", address(request), algorithm="sha256").hexdigest()
        start = int(now // self.window)
        self.key = f"api:{start}:{whose}"
        self.left_seconds = max(1, int((start + 1) * self.window - now) + 1)
        cache.add(self.key, 0, self.window + 1)
        try:
            self.used = cache.incr(self.key)
        except ValueError:  # it ended between the two
            self.used = 1
        return self.used <= self.limit

    def wait(self) -> float:
        return self.left_seconds

    def headers(self) -> dict[str, str]:
        """What is left, in the fields of the IETF's draft on rate limits."""
        if not self.limit:
            return {}
        left = max(0, self.limit - self.used)
        return {
            "RateLimit-Policy": f'"address";q={self.limit};w={self.window}',
            "RateLimit": f'"address";r={left};t={self.left_seconds}',
        }
