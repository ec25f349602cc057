"""What mails say, in every language. ``{space}`` is the network's name and ``{when}`` an instant in UTC.

Mails about alerts also have ``{team}``, the team's name, and ``{team_id}``, and reports ``{period}`` too; mails with a
link that works once have ``{secret}``, which is only for the link, and ``{until}``, when it expires; ``{provider}`` is
what a sign-in provider is called.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from teamkpi.accounts.links import PAGE
from teamkpi.accounts.provider_attempts import PAGE as SIGNED_IN_PAGE
from teamkpi.kpi.languages import Language


@dataclass(frozen=True, slots=True)
class Text:
    """The words of one kind of mail: paragraphs, with a button after the first if the mail has a link."""

    subject: str
    paragraphs: tuple[str, ...]
    button: str = ""
    path: str = ""
    """Where the button leads, below the address of the network's pages."""


_NOT_YOU: Final[Mapping[Language, str]] = {
    "en": "If this was not you, change your password and contact the people who run the space.",
    "es": "Si no ha sido usted, póngase en contacto con quienes gestionan el espacio y cambie su contraseña.",
}
_TO_INVITATIONS: Final = "/dashboard/invitations"
_TO_PASSWORD: Final = PAGE + "#{secret}"
_TO_SIGNED_IN: Final = SIGNED_IN_PAGE + "#{secret}"
_TO_TEAM: Final = "/dashboard/team/{team_id}"
FOOTERS: Final[Mapping[Language, str]] = {
    "en": "This mail was sent automatically for {space}.",
    "es": "Este correo se ha enviado automáticamente en nombre de {space}.",
}
STOP_MAIL: Final[Mapping[Language, str]] = {
    "en": "Unsubscribe",
    "es": "No recibir más estos correos",
}

TEXTS: Final[Mapping[str, Mapping[Language, Text]]] = {
    "test": {
        "en": Text(
            "Test mail from {space}",
            ("This is a test. Mail from {space} reaches this address.",),
        ),
        "es": Text(
            "Correo de prueba de {space}",
            ("Esto es una prueba. El correo de {space} llega a esta dirección.",),
        ),
    },
    "password_changed": {
        "en": Text(
            "Your password was changed",
            ("The password of your account at {space} was changed on {when}. All sign-ins have ended.", _NOT_YOU["en"]),
        ),
        "es": Text(
            "Su contraseña ha cambiado",
            (
                "La contraseña de su cuenta en {space} se cambió el {when}. Se han cerrado todas las sesiones.",
                _NOT_YOU["es"],
            ),
        ),
    },
    "second_factor_set": {
        "en": Text(
            "An authenticator app was added",
            (
                "Since {when}, signing in to your account at {space} also requires a code from an authenticator app.",
                _NOT_YOU["en"],
            ),
        ),
        "es": Text(
            "Se ha añadido una aplicación de autenticación",
            (
                "Desde el {when}, su cuenta en {space} pide también un código de la aplicación al iniciar sesión.",
                _NOT_YOU["es"],
            ),
        ),
    },
    "passkey_added": {
        "en": Text(
            "A passkey was added",
            (
                "On {when}, a passkey was added to your account at {space}. It can be used to sign in.",
                "Signing in with the password now takes a passkey or a code as well.",
                _NOT_YOU["en"],
            ),
        ),
        "es": Text(
            "Se ha añadido una clave de acceso",
            (
                "El {when} se añadió una clave de acceso a su cuenta en {space}. Sirve para iniciar sesión.",
                "Con la contraseña hace falta ahora también una clave de acceso o un código.",
                _NOT_YOU["es"],
            ),
        ),
    },
    "passkey_removed": {
        "en": Text(
            "A passkey was removed",
            (
                "On {when}, a passkey was removed from your account at {space}. It can no longer be used to sign in.",
                _NOT_YOU["en"],
            ),
        ),
        "es": Text(
            "Se ha quitado una clave de acceso",
            (
                "El {when} se quitó una clave de acceso de su cuenta en {space}. Ya no sirve para iniciar sesión.",
                _NOT_YOU["es"],
            ),
        ),
    },
    "second_factor_removed": {
        "en": Text(
            "The authenticator app was removed",
            (
                "Since {when}, signing in to your account at {space} requires only the password, and no code.",
                _NOT_YOU["en"],
            ),
        ),
        "es": Text(
            "Se ha quitado la aplicación de autenticación",
            (
                "Desde el {when}, para iniciar sesión en su cuenta de {space} basta la contraseña, sin código.",
                _NOT_YOU["es"],
            ),
        ),
    },
    "recovery_codes_replaced": {
        "en": Text(
            "Your recovery codes were replaced",
            (
                "The recovery codes of your account at {space} were replaced on {when}. Earlier ones no longer work.",
                _NOT_YOU["en"],
            ),
        ),
        "es": Text(
            "Se han sustituido sus códigos de recuperación",
            (
                "Sus códigos de recuperación en {space} se sustituyeron el {when}. Los anteriores ya no sirven.",
                _NOT_YOU["es"],
            ),
        ),
    },
    "sign_in_elsewhere": {
        "en": Text(
            "Sign-in from a new place",
            (
                "Someone signed in to your account at {space} on {when}.",
                "They used an internet connection from which no one had signed in to it in the last 30 days.",
                _NOT_YOU["en"],
            ),
        ),
        "es": Text(
            "Inicio de sesión desde un lugar nuevo",
            (
                "Alguien inició sesión en su cuenta de {space} el {when}.",
                "Fue desde una conexión a internet que no se había usado con su cuenta en los últimos 30 días.",
                _NOT_YOU["es"],
            ),
        ),
    },
    "team_invitation": {
        "en": Text(
            "You are invited to a team",
            (
                "An administrator of a team at {space} has invited you to join it.",
                "Sign in to see who invited you, and to accept or decline.",
                "Until you accept, the team cannot see anything about you.",
                "If you have no account yet, ask the people who run the space for one.",
                "If you were not expecting this invitation, you can ignore it.",
            ),
            "See the invitation",
            _TO_INVITATIONS,
        ),
        "es": Text(
            "Tiene una invitación a un equipo",
            (
                "Un administrador de un equipo de {space} le ha invitado a unirse a él.",
                "Inicie sesión para ver quién le invita y aceptar o rechazar.",
                "Hasta que acepte, el equipo no ve nada de usted.",
                "Si aún no tiene cuenta, pídala a quienes gestionan el espacio.",
                "Si no lo esperaba, puede ignorarlo.",
            ),
            "Ver la invitación",
            _TO_INVITATIONS,
        ),
    },
    "password_forgotten": {
        "en": Text(
            "Choose a new password",
            (
                "On {when}, someone asked for a new password for your account at {space}. Choose one here:",
                "The link works once, until {until}. If your account has an authenticator app, you also need its code.",
                "If it was not you, you can ignore this mail. Your password stays as it is.",
            ),
            "Choose a new password",
            _TO_PASSWORD,
        ),
        "es": Text(
            "Elegir una contraseña nueva",
            (
                "El {when} alguien pidió una contraseña nueva para su cuenta en {space}. Elíjala aquí:",
                "El enlace sirve una vez, hasta el {until}. Con verificación en dos pasos, pide también el código.",
                "Si no ha sido usted, puede ignorar este correo. Su contraseña no cambia.",
            ),
            "Elegir una contraseña nueva",
            _TO_PASSWORD,
        ),
    },
    "provider_confirmation": {
        "en": Text(
            "Confirm your sign-in",
            (
                "On {when}, someone signed in with {provider} to use your account at {space}. Confirm that it was you:",
                "The link works once, until {until}, and only in the browser in which you signed in.",
                "If your account has two-factor authentication, you also need a code or a passkey.",
                "From then on, you can sign in with {provider} without your password.",
                "If it was not you, you can ignore this mail. Your account stays as it is.",
            ),
            "Confirm",
            _TO_SIGNED_IN,
        ),
        "es": Text(
            "Confirmar su inicio de sesión",
            (
                "El {when} alguien inició sesión con {provider} para entrar en su cuenta de {space}. Confírmelo aquí:",
                "El enlace sirve una vez, hasta el {until}, y solo en el navegador en el que inició sesión.",
                "Con verificación en dos pasos, hace falta también un código o una clave de acceso.",
                "A partir de entonces podrá iniciar sesión con {provider} sin su contraseña.",
                "Si no ha sido usted, puede ignorar este correo. Su cuenta no cambia.",
            ),
            "Confirmar",
            _TO_SIGNED_IN,
        ),
    },
    "provider_connected": {
        "en": Text(
            "A sign-in service was connected",
            (
                "On {when}, your account at {space} was connected to a sign-in service. It can be used to sign in.",
                "The page “Your account” shows it.",
                _NOT_YOU["en"],
            ),
        ),
        "es": Text(
            "Se ha conectado un servicio de inicio de sesión",
            (
                "El {when} su cuenta en {space} se conectó a un servicio de inicio de sesión. Sirve para entrar.",
                "La página «Tu cuenta» lo muestra.",
                _NOT_YOU["es"],
            ),
        ),
    },
    "provider_disconnected": {
        "en": Text(
            "A sign-in service was disconnected",
            (
                "On {when}, your account at {space} was disconnected from a sign-in service.",
                "That service can no longer be used to sign in.",
                _NOT_YOU["en"],
            ),
        ),
        "es": Text(
            "Se ha desconectado un servicio de inicio de sesión",
            (
                "El {when} su cuenta en {space} se desconectó de un servicio de inicio de sesión.",
                "Ese servicio ya no sirve para entrar.",
                _NOT_YOU["es"],
            ),
        ),
    },
    "account_invitation": {
        "en": Text(
            "Your account at {space}",
            (
                "You are invited to sign in to the dashboard of {space}. Choose a password to create your account:",
                "You then sign in with this email address and your password. The link works once, until {until}.",
                "If you were not expecting this invitation, you can ignore it. No account is created then.",
            ),
            "Choose a password",
            _TO_PASSWORD,
        ),
        "es": Text(
            "Su cuenta en {space}",
            (
                "Le invitan a entrar en el panel de {space}. Elija una contraseña para crear su cuenta:",
                "Después podrá entrar con esta dirección y la contraseña. El enlace sirve una vez, hasta el {until}.",
                "Si no esperaba esta invitación, puede ignorarla. En ese caso no se crea ninguna cuenta.",
            ),
            "Elegir una contraseña",
            _TO_PASSWORD,
        ),
    },
    "alert_fired": {
        "en": Text(
            "Alert: {team}",
            (
                "On {when}, the following reached a limit set by an administrator of {team}:",
                "You receive this mail because you administer the team {team}.",
            ),
            "Open the team",
            _TO_TEAM,
        ),
        "es": Text(
            "Aviso: {team}",
            (
                "El {when} se alcanzó un límite que fijó un administrador de {team}:",
                "Recibe este correo porque administra el equipo {team}.",
            ),
            "Abrir el equipo",
            _TO_TEAM,
        ),
    },
    "alert_resolved": {
        "en": Text(
            "Resolved: {team}",
            (
                "On {when}, the following returned within a limit set by an administrator of {team}:",
                "You receive this mail because you administer the team {team}.",
            ),
            "Open the team",
            _TO_TEAM,
        ),
        "es": Text(
            "Resuelto: {team}",
            (
                "El {when} lo siguiente volvió a estar dentro de un límite que fijó un administrador de {team}:",
                "Recibe este correo porque administra el equipo {team}.",
            ),
            "Abrir el equipo",
            _TO_TEAM,
        ),
    },
    "report_of_week": {
        "en": Text(
            "{team}: week of {period}",
            (
                "What {team} used in the week of {period}, what changed, and what is left:",
                "You receive this mail because you asked for weekly reports about the team {team}.",
            ),
            "Open the team",
            _TO_TEAM,
        ),
        "es": Text(
            "{team}: semana del {period}",
            (
                "Lo que usó {team} en la semana del {period}, lo que cambió y lo que queda:",
                "Recibe este correo porque pidió informes semanales del equipo {team}.",
            ),
            "Abrir el equipo",
            _TO_TEAM,
        ),
    },
    "report_of_month": {
        "en": Text(
            "{team}: {period}",
            (
                "What {team} used in {period}, what changed, and what is left:",
                "You receive this mail because you asked for monthly reports about the team {team}.",
            ),
            "Open the team",
            _TO_TEAM,
        ),
        "es": Text(
            "{team}: {period}",
            (
                "Lo que usó {team} en {period}, lo que cambió y lo que queda:",
                "Recibe este correo porque pidió informes mensuales del equipo {team}.",
            ),
            "Abrir el equipo",
            _TO_TEAM,
        ),
    },
    "week_asked_for": {
        "en": Text(
            "{team}: week of {period}",
            (
                "What {team} used in the week of {period}, what changed, and what is left:",
                "You receive this mail because it was asked for on the page of the team {team} with your account.",
            ),
            "Open the team",
            _TO_TEAM,
        ),
        "es": Text(
            "{team}: semana del {period}",
            (
                "Lo que usó {team} en la semana del {period}, lo que cambió y lo que queda:",
                "Recibe este correo porque alguien lo pidió en la página del equipo {team}, con su cuenta.",
            ),
            "Abrir el equipo",
            _TO_TEAM,
        ),
    },
    "month_asked_for": {
        "en": Text(
            "{team}: {period}",
            (
                "What {team} used in {period}, what changed, and what is left:",
                "You receive this mail because it was asked for on the page of the team {team} with your account.",
            ),
            "Open the team",
            _TO_TEAM,
        ),
        "es": Text(
            "{team}: {period}",
            (
                "Lo que usó {team} en {period}, lo que cambió y lo que queda:",
                "Recibe este correo porque alguien lo pidió en la página del equipo {team}, con su cuenta.",
            ),
            "Abrir el equipo",
            _TO_TEAM,
        ),
    },
    "statement_asked_for": {
        "en": Text(
            "{team}: {period}",
            (
                "What {team} used in {period}, what changed, and what is left. The statement is attached.",
                "You receive this mail because it was asked for on the page of the team {team} with your account.",
            ),
            "Open the team",
            _TO_TEAM,
        ),
        "es": Text(
            "{team}: {period}",
            (
                "Lo que usó {team} en {period}, lo que cambió y lo que queda. El extracto va adjunto.",
                "Recibe este correo porque alguien lo pidió en la página del equipo {team}, con su cuenta.",
            ),
            "Abrir el equipo",
            _TO_TEAM,
        ),
    },
}
"""By kind of message and language."""
