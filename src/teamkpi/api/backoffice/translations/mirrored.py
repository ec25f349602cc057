"""What the mirror says about its state, in Spanish."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_MEANINGS: Final[Mapping[str, str]] = {
    "the service cannot be reached": "no se puede contactar con el servicio",
    "the service did not answer in time": "el servicio no respondió a tiempo",
    "the service reported an internal error": "el servicio comunicó un error interno",
    "the service limits the rate of requests, and kept refusing after several waits": (
        "el servicio limita el número de peticiones y siguió rechazándolas tras varias esperas"
    ),
    "the service's response ended early or is not valid JSON": (
        "la respuesta del servicio se cortó o no es JSON válido"
    ),
    "the service answered with a web page instead of data": "el servicio respondió con una página web en vez de datos",
    "the service's response is larger than the mirror accepts": (
        "la respuesta del servicio es mayor de lo que acepta la réplica"
    ),
    "the service redirects to another address, which the mirror does not follow": (
        "el servicio redirige a otra dirección, que la réplica no sigue"
    ),
    "the service's firewall refuses this client (403); the password may well be right": (
        "el cortafuegos del servicio rechaza este cliente (403); la contraseña puede ser correcta"
    ),
    "the service does not accept the e-mail address and password, or the account is suspended": (
        "el servicio no acepta la dirección de correo y la contraseña, o la cuenta está suspendida"
    ),
    "the account needs a second factor, and there is none or it is wrong": (
        "la cuenta necesita un segundo factor, y no lo hay o es incorrecto"
    ),
    "the service wants the account's password to be changed first": (
        "el servicio quiere que antes se cambie la contraseña de la cuenta"
    ),
    "the service refused the sign-in for another reason": "el servicio rechazó la entrada por otro motivo",
    "the service refuses every kind of record to this account (401)": (
        "el servicio niega a esta cuenta todos los tipos de registro (401)"
    ),
    "a list contradicts itself: a page was repeated, out of order, or ended before the stated total": (
        "una lista se contradice: una página se repitió, vino desordenada o acabó antes del total indicado"
    ),
    "the service's responses have no valid Date header, so changes cannot be followed by its clock": (
        "las respuestas del servicio no llevan una cabecera Date válida, así que no se pueden seguir los cambios con "
        "su reloj"
    ),
    "the service answered in a way that the mirror does not understand": (
        "el servicio respondió de una forma que la réplica no entiende"
    ),
}
SPANISH: Final[Mapping[str, str]] = {
    # notes of a kind of record
    "not read yet": "aún no leído",
    "left out: the role {} is missing": "omitido: falta el rol {}",
    "under way: {}": "en curso: {}",
    "under way: {} of {}": "en curso: {} de {}",
    "the service ignores from_{}_UpdatedOn: read as a whole each time": (
        "el servicio ignora from_{}_UpdatedOn: se lee entero cada vez"
    ),
    "the service ignores orderBy: deletions are not found by sweeps": (
        "el servicio ignora orderBy: al releerlo no se encuentran los borrados"
    ),
    "{} refused": "{} rechazados",
    "{} missing upstream": "{} ya no están en el origen",
    # what can go wrong, alone or with what was heard
    **_MEANINGS,
    **{f"{meaning}: {{}}": f"{other}: {{}}" for meaning, other in _MEANINGS.items()},
    # and what to do about it
    "Check the network, the address and DNS from this machine. The mirror tries again by itself.": (
        "Comprueba la red, la dirección y el DNS desde esta máquina. La réplica vuelve a intentarlo sola."
    ),
    "Nothing, if it happens now and then. The mirror tries again by itself.": (
        "Nada, si ocurre de vez en cuando. La réplica vuelve a intentarlo sola."
    ),
    "Look at the service's status page. The mirror tries again by itself.": (
        "Mira la página de estado del servicio. La réplica vuelve a intentarlo sola."
    ),
    "Lower the mirror's share (`teamkpi mirror set --share 40`), or stop other programs that use the same account.": (
        "Baja la parte de la réplica (`teamkpi mirror set --share 40`) o para otros programas que usen la misma cuenta."
    ),
    "Nothing, if it happens now and then. If it always happens, look for a proxy between this machine and the "
    "service.": (
        "Nada, si ocurre de vez en cuando. Si ocurre siempre, busca un proxy entre esta máquina y el servicio."
    ),
    "It may be under maintenance, or the address may be that of a website instead of the API: `teamkpi mirror status` "
    "shows it, `teamkpi mirror set --base-url URL` changes it.": (
        "Puede estar en mantenimiento, o la dirección puede ser la de una web en vez de la API: `teamkpi mirror "
        "status` la muestra y `teamkpi mirror set --base-url URL` la cambia."
    ),
    "Report it, with the kind of record and the number of bytes that the message names.": (
        "Informa de ello, con el tipo de registro y el número de bytes que dice el mensaje."
    ),
    "If the new address is the service's, set it with `teamkpi mirror set --base-url URL`. Credentials are only sent "
    "to the host that you named.": (
        "Si la nueva dirección es la del servicio, ponla con `teamkpi mirror set --base-url URL`. Las credenciales "
        "solo se envían al servidor que indicaste."
    ),
    "Ask the service to allow this machine's address, or run the mirror from another network. Changing the password "
    "does not help.": (
        "Pide al servicio que permita la dirección de esta máquina o ejecuta la réplica desde otra red. Cambiar la "
        "contraseña no ayuda."
    ),
    "Set them again with `teamkpi mirror set --email EMAIL --password-stdin`. The mirror is paused until then, so that "
    "the account does not get locked.": (
        "Ponlas de nuevo con `teamkpi mirror set --email EMAIL --password-stdin`. Hasta entonces la réplica está en "
        "pausa, para que no se bloquee la cuenta."
    ),
    "Give the secret of the account's authenticator app with `teamkpi mirror set --totp-stdin`, and check this "
    "machine's clock.": (
        "Da el secreto de la aplicación de autenticación de la cuenta con `teamkpi mirror set --totp-stdin` y "
        "comprueba el reloj de esta máquina."
    ),
    "Sign in to the service in a browser, change the password, then `teamkpi mirror set --password-stdin`.": (
        "Entra en el servicio con un navegador, cambia la contraseña y después `teamkpi mirror set --password-stdin`."
    ),
    "Check the address that `teamkpi mirror status` shows (`teamkpi mirror set --base-url URL` changes it), and "
    "whether the account may use the API.": (
        "Comprueba la dirección que muestra `teamkpi mirror status` (`teamkpi mirror set --base-url URL` la cambia) y "
        "si la cuenta puede usar la API."
    ),
    "Give the account API access and the roles that `teamkpi mirror check` names.": (
        "Da a la cuenta acceso a la API y los roles que nombra `teamkpi mirror check`."
    ),
    "Nothing, if it happens now and then: no position was moved and nothing was deleted. If it always happens, run "
    "`teamkpi mirror check` and report what it says.": (
        "Nada, si ocurre de vez en cuando: no se ha avanzado ni borrado nada. Si ocurre siempre, ejecuta "
        "`teamkpi mirror check` e informa de lo que dice."
    ),
    "Look for a proxy between this machine and the service that removes the header.": (
        "Busca un proxy entre esta máquina y el servicio que quite la cabecera."
    ),
    "Report it, with the status that the message names.": "Informa de ello, con el estado que dice el mensaje.",
}
