"""``/api/alerts/mail/{mailSecret}``: the link in mails about alerts, and in reports, that stops them."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Final

from teamkpi.alerts.readers import StopLink, link_key_of, read_secret, stop_mail
from teamkpi.api.callers.services import Services
from teamkpi.api.calls import Who, call
from teamkpi.api.http.declarations import DONE, NO_STORE, NO_STORE_HEADERS, Parameter, Reply
from teamkpi.api.http.language import ACCEPT_LANGUAGE, LANGUAGE_HEADERS, language_asked
from teamkpi.api.http.requests import HttpRequest, host_of
from teamkpi.api.http.responses import Response, done
from teamkpi.api.log import notes_of
from teamkpi.kpi.languages import Language
from teamkpi.reports.subscriptions import unsubscribe

_PATH: Final = "/api/alerts/mail/{mailSecret}"
_TAG: Final = "Alerts"
_HTML: Final = "text/html"
_SECRET: Final = Parameter("mailSecret", "path", "The secret of the link.", {"type": "string"}, required=True)
_ERRORS: Final = ("alert_link_not_found", "network_not_found", "unavailable")
_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_WORDS_OF_REPORTS: Final[Mapping[Language, tuple[str, str, str]]] = {
    "en": (
        "Stop reports",
        "Press the button to stop reports about this team. You can turn them on again on its Alerts page.",
        "Unsubscribe",
    ),
    "es": (
        "No recibir más informes",
        "Pulse el botón para no recibir más informes de este equipo. Puede reactivarlos en su página de avisos.",
        "No recibir más estos correos",
    ),
}
_WORDS: Final[Mapping[Language, tuple[str, str, str]]] = {
    "en": (
        "Stop mail about alerts",
        "Press the button to stop mail about this team's alerts. You can turn it on again on the team's page.",
        "Unsubscribe",
    ),
    "es": (
        "No recibir más avisos por correo",
        "Pulse el botón para no recibir más avisos de este equipo. Puede reactivarlos en la página del equipo.",
        "No recibir más estos correos",
    ),
}
_PAGE: Final = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
body {{ margin: 0 auto; max-width: 34em; padding: 48px 16px; font: 16px/1.5 system-ui, sans-serif; }}
h1 {{ font-size: 20px; }}
button {{ font: inherit; padding: 10px 18px; }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{text}</p>
<form method="post"><button>{button}</button></form>
</main>
</body>
</html>
"""


@call(
    f"GET {_PATH}",
    id="alertMailPage",
    who=Who.ANYBODY,
    summary="A page to stop mail about alerts",
    description=(
        "A page with a button that stops mail about the alerts of a team, or reports about it, depending on the link. "
        "Opening the page changes nothing."
    ),
    tag=_TAG,
    parameters=(_SECRET, ACCEPT_LANGUAGE),
    replies={
        200: Reply("The page.", headers={**NO_STORE_HEADERS, **LANGUAGE_HEADERS}, media_type=_HTML),
    },
    errors=_ERRORS,
)
async def alert_mail_page(services: Services, request: HttpRequest) -> Response:
    """Write the page, if the link is right."""
    _, link = await _link_of(services, request)
    language = language_asked(request)
    words = _WORDS_OF_REPORTS if link.is_of_reports else _WORDS
    title, text, button = (escape(one) for one in words[language])
    page = _PAGE.format(language=language, title=title, text=text, button=button)
    headers = {
        **NO_STORE,
        "Content-Language": language,
        "Vary": "Accept-Language",
        "Content-Security-Policy": _POLICY,
    }
    return Response(body=page.encode(), media_type=_HTML, headers=headers)


@call(
    f"POST {_PATH}",
    id="stopAlertMail",
    who=Who.ANYBODY,
    summary="Stop mail about alerts",
    description=(
        "Stops mail to one reader about the alerts of a team, or reports about it, depending on the link. Mail "
        "programs use this call when their reader unsubscribes (RFC 8058). The body is ignored. It only needs the "
        "secret in the path, which can do nothing else."
    ),
    tag=_TAG,
    parameters=(_SECRET,),
    replies={200: DONE},
    errors=_ERRORS,
)
async def stop_alert_mail(services: Services, request: HttpRequest) -> Response:
    """Note that the reader wants no more mail."""
    network_id, link = await _link_of(services, request)
    stop = unsubscribe if link.is_of_reports else stop_mail
    await services.database.write(lambda conn: stop(conn, network_id, link.team_id, link.account_id))
    return done()


async def _link_of(services: Services, request: HttpRequest) -> tuple[int, StopLink]:
    """Return the network of the request, and what the link stops."""
    secret: str = request.path_params["mailSecret"]
    host = host_of(request)
    key = await services.database.read(lambda conn: link_key_of(conn, host))
    link = read_secret(secret, key)
    notes_of(request.scope).network_id = key.network_id
    return key.network_id, link
