"""Why mail was not sent, and why a hook had no answer, in Spanish."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SPANISH: Final[Mapping[str, str]] = {
    # mail
    "the mail server {~}": "el servidor de correo {}",
    "rejected {~} ({})": "rechazó {} ({})",
    "did not accept {~} yet ({})": "aún no aceptó {} ({})",
    "the recipient": "el destinatario",
    "the sender": "el remitente",
    "the mail": "el mensaje",
    "does not support addresses with such letters": "no admite direcciones con esas letras",
    "refused the user or the password ({})": "rechazó el usuario o la contraseña ({})",
    "cannot be sent the user or the password: they must be ASCII": (
        "no puede recibir el usuario o la contraseña: deben ser ASCII"
    ),
    "does not offer STARTTLS or does not let users sign in": "no ofrece STARTTLS o no deja entrar a usuarios",
    "closed the connection, or did not answer in time": "cerró la conexión o no respondió a tiempo",
    "is not available ({})": "no está disponible ({})",
    "has no valid certificate: {}": "no tiene un certificado válido: {}",
    "does not speak TLS as expected; check the port and the scheme": (
        "no habla TLS como se esperaba; comprueba el puerto y el esquema"
    ),
    "did not answer in time": "no respondió a tiempo",
    "cannot be reached: {}": "no se puede alcanzar: {}",
    "does not speak SMTP as expected": "no habla SMTP como se esperaba",
    "an address or the space's name cannot be written in a mail": (
        "una dirección o el nombre del espacio no se pueden escribir en un correo"
    ),
    "this version has no text for {}": "esta versión no tiene texto para {}",
    "an internal error; the log says where it occurred": "un error interno; el registro dice dónde se produjo",
    "expired before it could be sent": "caducó antes de poder enviarse",
    "came back: the recipient's mail server refused it for good": (
        "devuelto: el servidor de correo del destinatario lo rechazó definitivamente"
    ),
    "came back: the recipient's mail server refused it for good ({})": (
        "devuelto: el servidor de correo del destinatario lo rechazó definitivamente ({})"
    ),
    "the reader no longer administers the team, or wants no such mail": (
        "el destinatario ya no administra el equipo, o no quiere este correo"
    ),
    # hooks
    "status {}": "estado {}",
    "the host has no address that hooks may use": "el servidor no tiene ninguna dirección que puedan usar los hooks",
    "no answer within {} seconds": "sin respuesta en {} segundos",
    "the connection was closed, or the answer is not HTTP": "se cerró la conexión, o la respuesta no es HTTP",
    "the certificate of the host is not trusted, or is for another host": (
        "el certificado del servidor no es de confianza o es de otro servidor"
    ),
    "TLS failed": "falló TLS",
    "the host could not be reached": "no se pudo alcanzar el servidor",
}
