"""Checks the token of a Pub/Sub push, for use where nothing in front of the processor does.

https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any

import requests
from google.auth import jwt
from google.auth.exceptions import GoogleAuthError

CERTS_URL = "https://www.googleapis.com/oauth2/v1/certs"
ISSUERS = ("https://accounts.google.com", "accounts.google.com")
_CERTS_SECONDS = 3600.0
_REFRESH_SECONDS = 60.0
_SKEW_SECONDS = 30
_FETCH_SECONDS = 5.0

Certs = Mapping[str, str]


class TokenError(Exception):
    """A push is not from our subscription; `status` is 401 (no valid token) or 403 (another's)."""

    def __init__(self, status: int) -> None:
        """Keep the status to answer with."""
        super().__init__(status)
        self.status = status


class CertsError(Exception):
    """Google's certificates could not be fetched."""


class PushTokens:
    """Verifies push tokens with Google's certificates, which are kept for an hour."""

    def __init__(
        self,
        audience: str,
        service_account: str,
        fetch: "Callable[[], Certs]",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take what tokens must name, a function that fetches certificates, and a clock in s."""
        self._audience, self._account = audience, service_account
        self._fetch, self._clock = fetch, clock
        self._certs: Certs = {}
        self._fetched_at = float("-inf")
        self._turn = asyncio.Lock()

    async def check(self, authorization: str) -> None:
        """Return when the header holds the subscription's own valid token.

        Raises TokenError, or CertsError when nothing can be verified at the moment.
        """
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise TokenError(401)
        claims = await self._verified(token.strip())
        if (
            claims.get("iss") not in ISSUERS
            or claims.get("aud") != self._audience
            or claims.get("email") != self._account
            or claims.get("email_verified") is not True
        ):
            raise TokenError(403)

    async def _verified(self, token: str) -> Mapping[str, Any]:
        await self._refresh(_CERTS_SECONDS)
        try:
            return _decode(token, self._certs)
        except TokenError:
            # Google may have a new key; forged tokens cannot make us ask more often.
            if not await self._refresh(_REFRESH_SECONDS):
                raise
            return _decode(token, self._certs)

    async def _refresh(self, older_than: float) -> bool:
        async with self._turn:
            if self._clock() - self._fetched_at < older_than:
                return False
            self._certs = await asyncio.to_thread(self._fetch)
            self._fetched_at = self._clock()
            return True


def fetch_certs(url: str = CERTS_URL) -> Certs:
    """Fetch Google's current certificates, PEM by key id. Raises CertsError."""
    try:
        answer = requests.get(url, timeout=_FETCH_SECONDS)
        answer.raise_for_status()
        certs: Certs = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise CertsError from error
    return certs


def _decode(token: str, certs: Certs) -> Mapping[str, Any]:
    try:
        claims: Mapping[str, Any] = jwt.decode(  # type: ignore[no-untyped-call]
            token, certs=dict(certs), clock_skew_in_seconds=_SKEW_SECONDS
        )
    except (GoogleAuthError, ValueError, TypeError, KeyError, RecursionError):
        raise TokenError(401) from None
    return claims
