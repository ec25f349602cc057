"""What ``doctor`` and ``verify`` find, in Spanish."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_KEPT: Final[Mapping[str, str]] = {
    "earlier versions": "versiones anteriores",
    "audit trail": "auditoría",
    "failed deliveries": "entregas fallidas",
    "last sign-ins": "últimas entradas",
    "used tokens": "tokens usados",
}
_ALWAYS: Final[Mapping[str, str]] = {
    "for good": "para siempre",
    "until deleted": "hasta que se borren",
    "until they expire": "hasta que caduquen",
}

SPANISH: Final[Mapping[str, str]] = {
    # the database and its server
    "each connection has its own session": "cada conexión tiene su propia sesión",
    "a connection pooler in front of the database does not give each connection its own session (transaction mode): "
    "set it to session mode, or use the URL of the server itself": (
        "un gestor de conexiones delante de la base de datos no da a cada conexión su propia sesión (modo "
        "transacción): ponlo en modo sesión o usa la URL del propio servidor"
    ),
    "PostgreSQL {}": "PostgreSQL {}",
    "{} is too old: teamkpi needs 15 or newer": ("{} es demasiado antiguo: teamkpi necesita la versión 15 o posterior"),
    "the encoding is {}, which cannot store all names: create a database with ENCODING 'UTF8'": (
        "la codificación es {}, que no puede guardar todos los nombres: crea una base de datos con ENCODING 'UTF8'"
    ),
    "may write and migrate": "puede escribir y migrar",
    "the role {} may not create tables: GRANT CREATE ON SCHEMA public to it": (
        "el rol {} no puede crear tablas: dale GRANT CREATE ON SCHEMA public"
    ),
    "the database cannot be used: {}": "no se puede usar la base de datos: {}",
    # a cluster
    "Citus {}, workers that answer: {}": "Citus {}, nodos de trabajo que responden: {}",
    "Citus {} is too old: teamkpi needs {} or newer": (
        "Citus {} es demasiado antiguo: teamkpi necesita la versión {} o posterior"
    ),
    "this is a worker of a Citus cluster: use the URL of the coordinator": (
        "este es un nodo de trabajo de un clúster de Citus: usa la URL del coordinador"
    ),
    "the Citus cluster has no workers: add them with `SELECT citus_add_node(HOST, PORT)`": (
        "el clúster de Citus no tiene nodos de trabajo: añádelos con `SELECT citus_add_node(HOST, PORT)`"
    ),
    "the workers do not know the coordinator: run `SELECT citus_set_coordinator_host(HOST, PORT)`": (
        "los nodos de trabajo no conocen al coordinador: ejecuta `SELECT citus_set_coordinator_host(HOST, PORT)`"
    ),
    "{} is {}: set it to {}": "{} tiene el valor {}: cámbialo a {}",
    "the node {} does not answer: {}": "el nodo {} no responde: {}",
    "the node {} has {}, and the coordinator has {}": "el nodo {} tiene {}, y el coordinador tiene {}",
    "every table is distributed as it should be": "todas las tablas están distribuidas como deben",
    "the distribution of {} is `{}` instead of `{}`": "la distribución de {} es `{}` en lugar de `{}`",
    "{} is not distributed together with {}, by {}": "{} no está distribuida junto con {}, por {}",
    "{} still has rows on the coordinator, which are not read; `SELECT "
    "truncate_local_data_after_distributing_table('{}')` "
    "deletes them": (
        "{} aún tiene en el coordinador filas que no se leen; las borra `SELECT "
        "truncate_local_data_after_distributing_table('{}')`"
    ),
    "`teamkpi migrate` distributes tables that are not distributed yet": (
        "`teamkpi migrate` distribuye las tablas que aún no lo están"
    ),
    "the newest": "el más reciente",
    "not the newest: `teamkpi migrate` or `teamkpi serve` migrates it": (
        "no es el más reciente: lo migra `teamkpi migrate` o `teamkpi serve`"
    ),
    "{} not applied yet": "aún sin aplicar: {}",
    "run `teamkpi migrate`": "ejecuta `teamkpi migrate`",
    "complete, as the migrations define them": "completos, como los definen las migraciones",
    "{} is missing": "falta {}",
    "{} differs": "{} es distinto",
    "and {} more": "y {} más",
    "restore them from a backup, or create them as the migrations do": (
        "restáuralos de una copia de seguridad o créalos como lo hacen las migraciones"
    ),
    "{} is off, so a crash can lose acknowledged writes": (
        "{} está desactivado, así que un fallo puede perder escrituras confirmadas"
    ),
    "on": "activada",
    "turn it on": "actívalo",
    "{} allowed, one server process needs up to {}": "{} permitidas; un proceso del servidor necesita hasta {}",
    "raise max_connections or lower TEAMKPI_POOL_SIZE": "sube max_connections o baja TEAMKPI_POOL_SIZE",
    "differs from this machine's by {} s": "difiere {} s del reloj de esta máquina",
    "synchronise both with NTP, since validity, tokens and months follow this machine's clock": (
        "sincroniza los dos con NTP, porque la validez, los tokens y los meses siguen el reloj de esta máquina"
    ),
    # secrets
    "{} in use, and the key decrypts them": "{} en uso, y la clave los descifra",
    "none in use": "ninguno en uso",
    "{~} needs a key that encrypts its secret: set TEAMKPI_SECRET_KEY, for example to the output of `openssl rand "
    "-base64 32`, for this command and for every server, and keep a copy of it": (
        "{} necesita una clave que cifre su secreto: pon TEAMKPI_SECRET_KEY, por ejemplo con lo que muestra "
        "`openssl rand -base64 32`, para este comando y para cada servidor, y guarda una copia"
    ),
    "a second factor": "un segundo factor",
    "a webhook": "un webhook",
    "a mirror": "una réplica",
    "a hook": "un hook",
    "a sign-in provider": "un proveedor de acceso",
    "no key in TEAMKPI_SECRET_KEY decrypts a stored secret; add the key that it was encrypted with": (
        "ninguna clave de TEAMKPI_SECRET_KEY descifra un secreto guardado; añade la clave con la que se cifró"
    ),
    # backup, retention and disk
    "none verified yet; see `teamkpi backup --verify`": "ninguna verificada aún; mira `teamkpi backup --verify`",
    "the last verified one was made on {} UTC": "la última verificada se hizo el {} UTC",
    "the last verified one was made on {} UTC, {} days ago": "la última verificada se hizo el {} UTC, hace {} días",
    "find out why there is no newer one": "averigua por qué no hay una más reciente",
    **{f"{kind} {{}} days ({{}})": f"{other}: {{}} días ({{}})" for kind, other in _KEPT.items()},
    **{
        f"{kind} {always} ({{}})": f"{other}: {for_ever} ({{}})"
        for kind, other in _KEPT.items()
        for always, for_ever in _ALWAYS.items()
    },
    "{} GiB free for {}": "{} GiB libres para {}",
    "make room, or set TEAMKPI_DATA_DIR": "libera espacio o pon TEAMKPI_DATA_DIR",
    # what is stored
    "{~}: stored with a wrong form for comparing e-mail addresses or names; `teamkpi rebuild` corrects it": (
        "{}: guardados con una forma incorrecta para comparar direcciones de correo o nombres; `teamkpi rebuild` lo "
        "corrige"
    ),
    "{} of the network {}, first {}": "{} de la red {}, el primero {}",
    "e-mail addresses and names are compared by teamkpi's own rules, not by the database's locale": (
        "las direcciones de correo y los nombres se comparan con las reglas de teamkpi, no con las de la base de datos"
    ),
    "X-Forwarded-For came from {}, last on {}, which is not in TEAMKPI_TRUSTED_PROXIES": (
        "llegó X-Forwarded-For desde {}, la última vez el {}, que no está en TEAMKPI_TRUSTED_PROXIES"
    ),
    "if that is your proxy, add it on every server, or all clients behind it count as one": (
        "si es tu proxy, añádelo en todos los servidores; si no, todos los clientes detrás de él cuentan como uno"
    ),
    "somebody signed in over plain http at {}, last on {}": (
        "alguien inició sesión por http sin cifrar en {}, la última vez el {}"
    ),
    "put a proxy with https in front, list its address in TEAMKPI_TRUSTED_PROXIES, and let it send "
    "X-Forwarded-Proto: https, or the session cookie is sent unencrypted": (
        "pon delante un proxy con https, añade su dirección a TEAMKPI_TRUSTED_PROXIES y haz que envíe "
        "X-Forwarded-Proto: https; si no, la cookie de sesión viaja sin cifrar"
    ),
    "{} of team {} ({}) was not the sum of its records, {} times since {}, last on {}": (
        "{} del equipo {} ({}) no era la suma de sus registros, {} veces desde {}, la última el {}"
    ),
    "run `teamkpi verify`, and report it if that finds nothing": (
        "ejecuta `teamkpi verify` e informa de ello si no encuentra nada"
    ),
    "{} unknown to the server or to this machine": "{}: desconocida en el servidor o en esta máquina",
    "update tzdata on both": "actualiza tzdata en ambos",
    "rules for {} differ between the server and this machine": (
        "las reglas de {} son distintas en el servidor y en esta máquina"
    ),
    "update the older tzdata": "actualiza la tzdata más antigua",
    "{} in use, with the same rules on the server and here": "{} en uso, con las mismas reglas en el servidor y aquí",
    # verify
    "every stored sum matches the records": "todas las sumas guardadas coinciden con los registros",
    "run `teamkpi rebuild`": "ejecuta `teamkpi rebuild`",
    "member {}, {~}: {~}": "miembro {}, {}: {}",
    "in all": "en total",
    "{~}, place unknown": "{}, lugar desconocido",
    "booked: stored {~}, right {~}": "reservado: guardado {}, correcto {}",
    "checked in: stored {~}, right {~}": "presente: guardado {}, correcto {}",
    "nothing": "nada",
    "bookings that start: stored {}, right {}": "reservas que empiezan: guardadas {}, correctas {}",
}
ENDS: Final[Mapping[str, str]] = {", by `teamkpi worker`": ", por `teamkpi worker`"}
