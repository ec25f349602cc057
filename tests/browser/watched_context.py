"""A browser that is watched for what must never happen on a page."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

# A page learns by this answer that nobody is signed in, and Chromium reports every 401.
_ASKING_WHO_IS_IN = "/dashboard/session/token"
_REPORT_VIOLATIONS = """
addEventListener('securitypolicyviolation', (event) => {
  console.error(`policy violation: ${event.violatedDirective} ${event.blockedURI}`)
})
"""


def watched(context: BrowserContext, origin: str, may_fail: tuple[str, ...]) -> list[str]:
    """Return the list that troubles of all pages go to: console errors, exceptions, and requests to others."""
    troubles: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        place = message.location.get("url", "")
        if message.type not in {"error", "warning"} or place.endswith(_ASKING_WHO_IS_IN):
            return
        if not any(expected in message.text for expected in may_fail):
            troubles.append(f"console {message.type}: {message.text} ({place})")

    def on_request(request: Request) -> None:
        if not request.url.startswith((f"{origin}/", "data:", "blob:")):
            troubles.append(f"request to another origin: {request.method} {request.url}")

    def on_error(error: WebError) -> None:
        troubles.append(f"exception: {error.error}")

    context.add_init_script(_REPORT_VIOLATIONS)
    context.on("console", on_console)
    context.on("request", on_request)
    context.on("weberror", on_error)
    return troubles
