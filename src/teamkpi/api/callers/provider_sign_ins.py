"""Sign-ins with providers, for the calls that begin and complete them: the cookie, the directory and the redirect."""

from __future__ import annotations

from typing import Final

from psycopg import Connection

from teamkpi import networks
from teamkpi.accounts import Seal, provider_attempts, providers
from teamkpi.accounts.provider_attempts import PAGE, Purpose
from teamkpi.accounts.security import Tell
from teamkpi.api.callers.cookies import cookie
from teamkpi.api.callers.services import Services
from teamkpi.api.callers.sign_in import safeguards
from teamkpi.api.database import Gate
from teamkpi.api.http.requests import HttpRequest, host_of
from teamkpi.api.log import notes_of
from teamkpi.errors import BadRequest, ProviderError
from teamkpi.hooks.addresses import networks_of
from teamkpi.openid.directory import Directory
from teamkpi.openid.exchange import Exchange
from teamkpi.openid.fetching import Fetcher

COOKIE: Final = "teamkpi_provider"
PATH: Final = "/dashboard/session"
"""The only path that the cookie is sent to."""
_AT_ONCE: Final = 4
_MOST_WAITING: Final = 32


class ProviderDesk:
    """What sign-ins with providers share in one server process."""

    def __init__(self, services: Services) -> None:
        self.directory = Directory(Fetcher(networks_of(services.settings.provider_networks)))
        # Providers can be slow: those who sign in otherwise do not wait for them.
        self.gate = Gate(at_once=_AT_ONCE, most_waiting=_MOST_WAITING)


def begin(
    services: Services,
    request: HttpRequest,
    name: str,
    tell: Tell,
    *,
    purpose: Purpose = Purpose.SIGN_IN,
    account_id: int | None = None,
    link_secret: str | None = None,
) -> tuple[str, dict[str, str]]:
    """Return the address to send a browser to, and the header with its cookie; to be called in a thread.

    Raises BadRequest for an unknown provider, ProviderFailed, LinkRefused and TooManyGuesses.
    """
    desk, now = services.one(ProviderDesk), services.now()
    with services.database.writing() as conn:
        provider, exchange = _exchange(conn, services, request, name)
    # Without the connection: this may ask the provider.
    desk.directory.metadata(provider.issuer, now=now)
    with services.database.writing() as conn:
        begun = provider_attempts.begin(
            conn,
            notes_of(request.scope).network_id or 0,
            provider,
            purpose=purpose,
            account_id=account_id,
            link_secret=link_secret,
            address=services.proxies.client_of(request.scope),
            safeguards=safeguards(services.settings),
            now=now,
            tell=tell,
        )
    seconds = int(provider_attempts.VALID_FOR.total_seconds())
    return exchange.address(begun), cookie(services, request, COOKIE, begun.cookie, seconds)


def _exchange(
    conn: Connection, services: Services, request: HttpRequest, name: str
) -> tuple[providers.Found, Exchange]:
    notes = notes_of(request.scope)
    notes.network_id = networks.by_host(conn, host_of(request))
    try:
        provider = providers.find(conn, notes.network_id, name)
    except ProviderError as error:
        raise BadRequest("provider", str(error)) from None
    return provider, exchange_of(services, request, provider, notes.network_id)


def exchange_of(services: Services, request: HttpRequest, provider: providers.Found, network_id: int) -> Exchange:
    """Return what talks with a provider; raises SettingsError if no key decrypts its secret."""
    secret = provider.secret(network_id, Seal(services.settings.secret_key))
    scheme = "https" if services.proxies.is_https(request.scope) else "http"
    redirect_uri = f"{scheme}://{request.header('host') or ''}{PAGE}"
    return Exchange(services.one(ProviderDesk).directory, provider, secret, redirect_uri, services.now())
