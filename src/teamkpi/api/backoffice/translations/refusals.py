"""Why the back office refuses what it was sent, in Spanish."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SPANISH: Final[Mapping[str, str]] = {
    # what was sent
    "must be an object": "tiene que ser un objeto",
    "must be JSON": "tiene que ser JSON",
    "must be a JSON array": "tiene que ser una lista JSON",
    "must be a form in UTF-8 of at most {} fields": "tiene que ser un formulario en UTF-8 con {} campos como máximo",
    "must contain at most {} values, arrays and objects included": (
        "puede contener {} valores como máximo, incluidas las listas y los objetos"
    ),
    "is required": "es obligatorio",
    "is required and must be true or false": "es obligatorio y tiene que ser verdadero o falso",
    "has nothing to change": "no contiene ningún cambio",
    "must be given only once": "solo puede aparecer una vez",
    "must be given only once{}": "solo puede aparecer una vez{}",
    "must be in base64": "tiene que estar en base64",
    "must be from 1 to {}": "tiene que ser de 1 a {}",
    "must be at most {}": "puede ser {} como máximo",
    "must be at most {} values": "puede tener {} valores como máximo",
    "must be at most {} ids": "puede tener {} ID como máximo",
    "must be at most {} characters": "puede tener {} caracteres como máximo",
    "must be at most {} bytes long": "puede tener {} bytes como máximo",
    "must contain at most {} parameters": "puede contener {} parámetros como máximo",
    "must be a whole number from {} to {}": "tiene que ser un número entero de {} a {}",
    "must be a whole number, 1 or greater": "tiene que ser un número entero, 1 o mayor",
    "must be a whole number of bytes": "tiene que ser un número entero de bytes",
    "must be a list of at most {} texts": "tiene que ser una lista de {} textos como máximo",
    "must be a list of at most {} ids": "tiene que ser una lista de {} ID como máximo",
    "must be in the future": "tiene que estar en el futuro",
    # uploaded files and imports
    "must be from 1 to {} bytes; pack a larger file as a .zip": (
        "tiene que ser de 1 a {} bytes; comprime en un .zip un archivo mayor"
    ),
    "cannot be added: you have {} files already; delete one": "no se puede añadir: ya tienes {} archivos; borra uno",
    "cannot be stored: others have uploaded too much today; try again tomorrow": (
        "no se puede guardar: otros han subido demasiado hoy; inténtalo mañana"
    ),
    "is beyond the end of the file": "está más allá del final del archivo",
    "must have {} bytes, as this part of the file": "tiene que tener {} bytes, como esta parte del archivo",
    "cannot be replaced while the file is being read": "no se puede sustituir mientras se lee el archivo",
    "the file is being read; try again when that has ended": (
        "se está leyendo el archivo; vuelve a intentarlo cuando termine"
    ),
    "the file is incomplete: only {} of {} bytes were uploaded": (
        "el archivo está incompleto: solo se subieron {} de {} bytes"
    ),
    "must be the name of a file, without a folder, of at most {} characters": (
        "tiene que ser el nombre de un archivo, sin carpeta, de {} caracteres como máximo"
    ),
    "must end in {}": "tiene que terminar en {}",
    "the content of the file was deleted after a day; upload it again": (
        "el contenido del archivo se borró al cabo de un día; súbelo de nuevo"
    ),
    "cannot be used with Replace: a rejected row may be a record to keep": (
        "no se puede usar con Replace: una fila rechazada puede ser un registro que hay que conservar"
    ),
    "import {} was not undone: {} of its records were changed since": (
        "la importación {} no se ha deshecho: {} de sus registros han cambiado desde entonces"
    ),
    "import {} was already undone on {} UTC": "la importación {} ya se deshizo el {} UTC",
    "import {} cannot be undone: the history before it was deleted, so what its records were is not known": (
        "la importación {} no se puede deshacer: se borró el historial anterior, así que no se sabe cómo eran sus "
        "registros"
    ),
    "was changed on {} UTC": "se cambió el {} UTC",
    # records and their changes
    "must be a list of 1 to {} changes": "tiene que ser una lista de 1 a {} cambios",
    "must not change a record twice": "no puede cambiar un registro dos veces",
    "must be left out for a new record": "no se indica en un registro nuevo",
    "must refer to an earlier change, like #0": "tiene que referirse a un cambio anterior, como #0",
    "is not a version of this record": "no es una versión de este registro",
    "must be for existing records": "el registro ya no existe",
    "is already used by an existing or deleted record": "ya lo usa otro registro, existente o eliminado",
    "cannot be given for several records": "no se puede indicar para varios registros",
    "must be the one in the path": "tiene que ser el de la dirección",
    "must be the Next of another page": "tiene que ser el Next de otra página",
    "cannot be created: all 32-bit ids for new {} are used up; `teamkpi network local-ids` allows longer ones": (
        "no se puede crear: se han agotado los ID de 32 bits para nuevos registros ({}); `teamkpi network local-ids` "
        "permite otros más largos"
    ),
    "is kept at its source, the mirrored account; change it there, and the copy follows": (
        "se guarda en su origen, la cuenta replicada; cámbialo allí y la copia lo seguirá"
    ),
    # lists
    "must contain at most {} conditions; several ids for one field count as one condition": (
        "puede contener {} condiciones como máximo; varios ID de un campo cuentan como una"
    ),
    "cannot be combined with other conditions; {}_Id=[1,2] can be": (
        "no se puede combinar con otras condiciones; {}_Id=[1,2] sí"
    ),
    "is not a filter of {}": "no es un filtro de {}",
    "must be a stored field of {}": "tiene que ser un campo guardado de {}",
    "must be a team that this person is in": "tiene que ser un equipo de esta persona",
    "must be a location": "tiene que ser una ubicación",
    "must be a team's id": "tiene que ser el ID de un equipo",
    "must be check or import": "tiene que ser check o import",
    # accounts and roles
    "is required, unless TeamIds or EveryTeam is given": "es obligatorio, salvo que se indique TeamIds o EveryTeam",
    "must be a list of at most {} e-mail addresses": "tiene que ser una lista de {} direcciones de correo como máximo",
    "at most {} addresses can be invited at once": "se pueden invitar {} direcciones a la vez como máximo",
    "must be left out if RoleSet is given": "no se indica si se indica RoleSet",
    "must be a list of 1 to {} names of roles": "tiene que ser una lista de 1 a {} nombres de roles",
    "there is no role {}: {~}": "no existe el rol {}: {}",
    "the rights are {}, and roles are written like {}": "los permisos son {}, y los roles se escriben como {}",
    "a role is {}, or an entity and a right, like {}; the entities are {}": (
        "un rol es {}, o una entidad y un permiso, como {}; las entidades son {}"
    ),
    "{~}; the sets of roles are {}": "{}; los conjuntos de roles son {}",
    "already belongs to an operator": "ya es de un operador",
    "{} already has an account": "{} ya tiene una cuenta",
    "{} has no account": "{} no tiene cuenta",
    "{} is suspended": "{} está suspendida",
    "{} is not an operator, and only operators have roles": "{} no es un operador, y solo los operadores tienen roles",
    "only operators have roles": "solo los operadores tienen roles",
    "{} has no second factor": "{} no tiene segundo factor",
    "{} is not a valid e-mail address": "{} no es una dirección de correo válida",
    "is not possible for your own account; removing its second factor takes your password": (
        "no es posible para tu propia cuenta; para quitar su segundo factor hace falta tu contraseña"
    ),
    "is not possible for your own account; change its password with the current one": (
        "no es posible para tu propia cuenta; cambia su contraseña con la actual"
    ),
    "is not possible: this is the last operator who can do everything; give another operator that right first": (
        "no es posible: es el último operador que puede hacerlo todo; da antes ese permiso a otro"
    ),
    "the new password must differ from the current one": "la contraseña nueva tiene que ser distinta de la actual",
    "a password must have at least {} characters and at most {} bytes": (
        "una contraseña tiene {} caracteres como mínimo y {} bytes como máximo"
    ),
    # API keys
    "a key's name must have 1 to {} printable characters": (
        "el nombre de una clave tiene que tener de 1 a {} caracteres imprimibles"
    ),
    "the key's expiry date has already passed": "la fecha de caducidad de la clave ya ha pasado",
    "a key named {} already exists; revoke it first, or choose another name": (
        "ya existe una clave llamada {}; revócala antes o elige otro nombre"
    ),
    "there is no active key named {}": "no hay ninguna clave activa llamada {}",
    # sign-in providers
    "cannot be changed, because accounts are connected to it; add another provider": (
        "no se puede cambiar, porque hay cuentas conectadas; añade otro proveedor"
    ),
    "publishes no key that signatures could be checked with": (
        "no publica ninguna clave con la que comprobar las firmas"
    ),
    "must be an object with a list of roles for each value of the claim": (
        "tiene que ser un objeto con una lista de roles para cada valor de la propiedad"
    ),
    "a network can have at most {} providers": "una red puede tener {} proveedores como máximo",
    "a provider named {} already exists": "ya existe un proveedor llamado {}",
    "there is no provider named {}": "no hay ningún proveedor llamado {}",
    "add a provider first; otherwise only one account could sign in": (
        "añade antes un proveedor; si no, solo podría entrar una cuenta"
    ),
    "{} must be an operator who can do everything and is not suspended": (
        "{} tiene que ser un operador que pueda hacerlo todo y no esté suspendido"
    ),
    "a provider's name must be 1 to 40 lower-case letters, digits and hyphens, like 'google'": (
        "el nombre de un proveedor tiene de 1 a 40 minúsculas, cifras y guiones, como 'google'"
    ),
    "a provider's label must have 1 to {} printable characters": (
        "el rótulo de un proveedor tiene que tener de 1 a {} caracteres imprimibles"
    ),
    "the client id must have 1 to {} printable characters": (
        "el ID de cliente tiene que tener de 1 a {} caracteres imprimibles"
    ),
    "the client secret must have 1 to {} printable characters": (
        "el secreto de cliente tiene que tener de 1 a {} caracteres imprimibles"
    ),
    "{} is not a scope": "{} no es un ámbito",
    "a claim with roles needs roles for at least one of its values, and the other way round": (
        "una propiedad con roles necesita roles para al menos uno de sus valores, y al revés"
    ),
    "the claim with roles must have 1 to {} printable characters": (
        "la propiedad con roles tiene que tener de 1 a {} caracteres imprimibles"
    ),
    "a value of the claim must have 1 to {} printable characters": (
        "un valor de la propiedad tiene que tener de 1 a {} caracteres imprimibles"
    ),
    "at most {} values of a claim can have roles": "{} valores de una propiedad pueden tener roles como máximo",
    # host names and networks
    "is a required field, unless Remove is given": "es un campo obligatorio, salvo que se indique Remove",
    "must be a list of at most {} host names": "tiene que ser una lista de {} nombres de host como máximo",
    "this server has several networks, whose host names can only be changed in a terminal, with `teamkpi network "
    "hosts`": (
        "este servidor tiene varias redes, cuyos nombres de host solo se pueden cambiar en una terminal, con "
        "`teamkpi network hosts`"
    ),
    "you are using {}, which the network would no longer answer for; add that name first": (
        "estás usando {}, y la red dejaría de responder por ese nombre; añádelo antes"
    ),
    "a new network needs at least one host name, which leads to this server": (
        "una red nueva necesita al menos un nombre de host que lleve a este servidor"
    ),
    "the network {} is in use; only a terminal on the server gives access to it": (
        "la red {} está en uso; solo se le da acceso desde una terminal del servidor"
    ),
    "the network {} does not have {}": "la red {} no tiene {}",
    "the network {} already has no host names: leave this network at least one": (
        "la red {} ya no tiene nombres de host: deja al menos uno a esta"
    ),
    "the network {} already has no host names: give the new network at least one": (
        "la red {} ya no tiene nombres de host: da al menos uno a la nueva"
    ),
    "a network named {} already exists": "ya existe una red llamada {}",
    "a network's name must have 1 to {} printable characters": (
        "el nombre de una red tiene que tener de 1 a {} caracteres imprimibles"
    ),
    "{} is not a host name; letters beyond ASCII are written in their xn-- form": (
        "{} no es un nombre de host; las letras fuera de ASCII se escriben en su forma xn--"
    ),
    "another network already answers for {}": "otra red ya responde por {}",
    # name and look
    "must have at most {} characters, in UTF-8 and without control characters": (
        "puede tener {} caracteres como máximo, en UTF-8 y sin caracteres de control"
    ),
    "must be a colour like #0a6470, not {}": "tiene que ser un color como #0a6470, no {}",
    "must not be {}: text in it would be hard to read in the {~} theme. Its contrast is {}, and at least {} is "
    "needed": (
        "no puede ser {}: el texto en ese color se leería mal en el tema {}. Su contraste es {}, y hace falta al "
        "menos {}"
    ),
    "light": "claro",
    "dark": "oscuro",
    "must be a file of at most {} KiB": "tiene que ser un archivo de {} KiB como máximo",
    "must be a picture: PNG, JPEG, WebP or SVG": "tiene que ser una imagen: PNG, JPEG, WebP o SVG",
    # checks, mail and the mirror
    "cannot run while another check is running; wait until it has ended": (
        "no se puede iniciar mientras se ejecuta otra comprobación; espera a que termine"
    ),
    "is not an address that mail came back from": "no es una dirección de la que se haya devuelto correo",
    "cannot be sent: this server process has no TEAMKPI_SMTP_URL": (
        "no se puede enviar: este proceso del servidor no tiene TEAMKPI_SMTP_URL"
    ),
    "cannot be sent: this network has no sender; `teamkpi mail set` sets it": (
        "no se puede enviar: esta red no tiene remitente; `teamkpi mail set` lo pone"
    ),
    "must be resume first, because the mirror is paused": "tiene que ser antes resume, porque la réplica está en pausa",
    "must be left out, except to confirm": "no se indica, salvo para confirmar",
    "needs a mirror, and this network has none": "necesita una réplica, y esta red no la tiene",
    # webhooks
    "must be one of KnownEvents": "tiene que ser uno de KnownEvents",
    "a webhook can have an event or roles, but not both: with an event, it can only write records of that kind": (
        "un webhook puede tener un evento o roles, pero no ambos: con un evento solo puede escribir registros de ese "
        "tipo"
    ),
    "new records of this network get 32-bit ids, which could clash with those of another system; run `teamkpi network "
    "local-ids NAME 15-digits` first": (
        "los registros nuevos de esta red reciben ID de 32 bits, que podrían coincidir con los de otro sistema; "
        "ejecuta antes `teamkpi network local-ids NAME 15-digits`"
    ),
    "a webhook named {} already exists": "ya existe un webhook llamado {}",
    "there is no webhook named {}": "no hay ningún webhook llamado {}",
    "the previous secret can stay valid for at most {} days": (
        "el secreto anterior puede seguir siendo válido {} días como máximo"
    ),
    "a webhook's name must have 1 to {} printable characters": (
        "el nombre de un webhook tiene que tener de 1 a {} caracteres imprimibles"
    ),
    "a webhook's secret must have {} to {} printable ASCII characters": (
        "el secreto de un webhook tiene que tener de {} a {} caracteres ASCII imprimibles"
    ),
    # deliveries of webhooks
    "the body of delivery {} was too long to keep ({} bytes)": (
        "el contenido de la entrega {} era demasiado largo para guardarlo ({} bytes)"
    ),
    "delivery {} cannot be processed: {~}": "la entrega {} no se puede procesar: {}",
    "there is no delivery {}": "no existe la entrega {}",
    "body contains no record": "el contenido no tiene ningún registro",
    "body contains {} records, more than {}": "el contenido tiene {} registros, más de {}",
    "body contains more than {} values, arrays and objects included": (
        "el contenido tiene más de {} valores, incluidas las listas y los objetos"
    ),
    "body {~}": "el contenido {}",
    "a record must be a JSON object": "un registro tiene que ser un objeto JSON",
    "the webhook lacks the role {}": "al webhook le falta el rol {}",
    "{}: refused by the database": "{}: rechazado por la base de datos",
    # hooks
    "must be a list of events": "tiene que ser una lista de eventos",
    "there is no event {}; the events are {}": "no existe el evento {}; los eventos son {}",
    "there is no event {}, or its hook is stopped": "no existe el evento {}, o su hook está parado",
    "there is no event {}": "no existe el evento {}",
    "a network can have at most {} hooks": "una red puede tener {} hooks como máximo",
    "a hook named {} already exists": "ya existe un hook llamado {}",
    "there is no hook named {}": "no hay ningún hook llamado {}",
    "requests can be signed with the previous secret for at most {} days": (
        "las peticiones se pueden firmar con el secreto anterior {} días como máximo"
    ),
    "a hook's name must have 1 to {} printable characters": (
        "el nombre de un hook tiene que tener de 1 a {} caracteres imprimibles"
    ),
    "the address {} is not a URL": "la dirección {} no es una URL",
    "the address must have at most {} printable ASCII characters and no spaces": (
        "la dirección puede tener {} caracteres ASCII imprimibles como máximo y ningún espacio"
    ),
    "the address must start with https:// and name a host": (
        "la dirección tiene que empezar por https:// y nombrar un servidor"
    ),
    "the address must not contain a user or a password; the signature proves the sender": (
        "la dirección no puede contener usuario ni contraseña; la firma demuestra quién envía"
    ),
    "the address must not contain a fragment (#)": "la dirección no puede contener un fragmento (#)",
    "the address has an invalid port": "la dirección tiene un puerto no válido",
    "the address must start with https://; http is only for networks in TEAMKPI_HOOK_NETWORKS": (
        "la dirección tiene que empezar por https://; http es solo para las redes de TEAMKPI_HOOK_NETWORKS"
    ),
    "the address is not public; TEAMKPI_HOOK_NETWORKS lists the networks that hooks may use as well": (
        "la dirección no es pública; TEAMKPI_HOOK_NETWORKS indica las redes que los hooks pueden usar además"
    ),
}
