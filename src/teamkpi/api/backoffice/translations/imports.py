"""What an import says in Spanish: reasons, questions, hints and notes, and what is wrong with any record."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_DATE_HINT: Final = "write dates as 2026-11-21 and times as 2026-11-21 09:30"
_DATE_HINT_ES: Final = "escribe las fechas como 2026-11-21 y las horas como 2026-11-21 09:30"

SPANISH: Final[Mapping[str, str]] = {
    # values
    "must be a whole number": "tiene que ser un número entero",
    "must be a whole number, not a boolean": "tiene que ser un número entero, no verdadero o falso",
    "must be written with all its digits; in exponent form some may have been lost": (
        "tiene que estar escrito con todas sus cifras; en notación exponencial pueden haberse perdido algunas"
    ),
    "must be a positive whole number up to 2^53-1": "tiene que ser un número entero positivo, como máximo 2^53-1",
    "must be a whole number of at most 32 bits": "tiene que ser un número entero de 32 bits como máximo",
    "must be a whole number up to 2^53-1": "tiene que ser un número entero, como máximo 2^53-1",
    "must be a number, not a boolean": "tiene que ser un número, no verdadero o falso",
    "must be a number": "tiene que ser un número",
    "must be a finite number": "tiene que ser un número finito",
    "must have at most {} digits before the point": "puede tener {} cifras enteras como máximo",
    "must have at most {} digits after the point; only an amount of {} or more digits is rounded": (
        "puede tener {} decimales como máximo; solo se redondea un importe de {} cifras o más"
    ),
    "must be text": "tiene que ser texto",
    "must be at most {} characters long": "puede tener {} caracteres como máximo",
    "must not contain the character U+0000": "no puede contener el carácter U+0000",
    "must be valid Unicode text": "tiene que ser texto Unicode válido",
    "must be true or false": "tiene que ser verdadero o falso",
    "must be a date and time like 2026-11-21T12:00:00Z": "tiene que ser una fecha y hora como 2026-11-21T12:00:00Z",
    "must be in the years 1 to 9999": "tiene que estar entre los años 1 y 9999",
    "must be in the years 1900 to 2199": "tiene que estar entre los años 1900 y 2199",
    "must be the name of an IANA time zone, like Europe/London": (
        "tiene que ser el nombre de una zona horaria IANA, como Europe/London"
    ),
    "is not known to this PostgreSQL server; update its tzdata": (
        "no la conoce este servidor PostgreSQL; actualiza su tzdata"
    ),
    "must be an ISO 4217 code of three capital letters, like GBP": (
        "tiene que ser un código ISO 4217 de tres mayúsculas, como GBP"
    ),
    "must be a UUID": "tiene que ser un UUID",
    "must be a list of ids": "tiene que ser una lista de ID",
    "must contain at most {} ids": "puede contener {} ID como máximo",
    "must be one of {}": "tiene que ser uno de estos valores: {}",
    "must be one e-mail address, like jane@example.com": (
        "tiene que ser una sola dirección de correo, como jane@example.com"
    ),
    "cannot be read": "no se puede leer",
    "is a required field": "es un campo obligatorio",
    "must not be before {}": "no puede ser anterior a {}",
    "must be at most {} days after {}": "puede ser {} días posterior a {} como máximo",
    "must not be after UpdatedOn": "no puede ser posterior a UpdatedOn",
    # cells
    "is a spreadsheet error": "es un error de la hoja de cálculo",
    "is a formula that was never calculated; open the file in a spreadsheet program and save it": (
        "es una fórmula que nunca se calculó; abre el archivo en un programa de hojas de cálculo y guárdalo"
    ),
    "must not be a date or time; format its column as text": (
        "no puede ser una fecha ni una hora; da formato de texto a su columna"
    ),
    "must be a positive whole number, written with all its digits": (
        "tiene que ser un número entero positivo, escrito con todas sus cifras"
    ),
    "must be a positive whole number, written with all its digits and without separators": (
        "tiene que ser un número entero positivo, escrito con todas sus cifras y sin separadores"
    ),
    "must be a positive whole number, written with all its digits, because exponent form may have lost some": (
        "tiene que ser un número entero positivo, escrito con todas sus cifras, porque en notación exponencial pueden "
        "haberse perdido algunas"
    ),
    "must be a number, the Id of a record in {}, not its name": (
        "tiene que ser un número, el Id de un registro de {}, no su nombre"
    ),
    "could be dd/mm/yyyy or mm/dd/yyyy": "podría ser dd/mm/aaaa o mm/dd/aaaa",
    "has no time zone; say which one its times are in": "no tiene zona horaria; di en cuál están sus horas",
    "does not exist in {}: clocks went forward then": "no existe en {}: entonces se adelantaron los relojes",
    "happened twice in {}, when clocks went back; add an offset, like +01:00": (
        "ocurrió dos veces en {}, al atrasarse los relojes; añade una diferencia horaria, como +01:00"
    ),
    "has an hour that is not valid with am or pm": "tiene una hora que no es válida con am o pm",
    "has a time that does not exist": "tiene una hora que no existe",
    "has an offset that does not exist": "tiene una diferencia horaria que no existe",
    "is not a date that exists as {~}; it looks like {~}": "no es una fecha que exista como {}; parece {}",
    "is not a date that exists as {~}": "no es una fecha que exista como {}",
    "is not a date that exists": "no es una fecha que exista",
    "must have a four-digit year": "tiene que tener el año con cuatro cifras",
    f"is a time without a date; {_DATE_HINT}": f"es una hora sin fecha; {_DATE_HINT_ES}",
    f"is not a date that can be read; {_DATE_HINT}": f"no es una fecha que se pueda leer; {_DATE_HINT_ES}",
    "could have a decimal point or a decimal comma": "podría llevar punto decimal o coma decimal",
    "is not a number written like {}": "no es un número escrito como {}",
    "must be yes or no": "tiene que ser sí o no",
    # hints
    "looks like a decimal comma": "parece que lleva coma decimal",
    "looks like a number with a thousands separator": "parece un número con separador de millares",
    "looks like a date": "parece una fecha",
    "looks like dd/mm/yyyy or mm/dd/yyyy": "parece dd/mm/aaaa o mm/dd/aaaa",
    "looks like an Excel date number": "parece un número de fecha de Excel",
    "looks like a date with a two-digit year": "parece una fecha con el año de dos cifras",
    "looks like {~}": "parece {}",
    # possible mistakes
    "column {} (no name)": "columna {} (sin nombre)",
    "(others)": "(otros)",
    "of several records with the same Id, only the latest version is kept": (
        "de varios registros con el mismo Id solo se guarda la última versión"
    ),
    "read as UTC; write times with Z, or with an offset like +01:00": (
        "leída como UTC; escribe las horas con Z o con una diferencia horaria, como +01:00"
    ),
    "not a field that the ledger keeps": "no es un campo que se guarde aquí",
    "did you mean {}?": "¿querías decir {}?",
    # lines and files
    "has {} cells, but the header has {}": "tiene {} celdas, pero la cabecera tiene {}",
    "has {} cells, but there are {} headings": "tiene {} celdas, pero hay {} encabezados",
    "appears in the header {} times: {}": "aparece {} veces en la cabecera: {}",
    "has no commas: cells must be separated by a comma, not by {}": (
        "no tiene comas: las celdas se separan con comas, no con {}"
    ),
    "is a required field, but the header has no such column": (
        "es un campo obligatorio, pero la cabecera no tiene esa columna"
    ),
    "must be a JSON object": "tiene que ser un objeto JSON",
    "is longer than {} MiB": "supera los {} MiB",
    "is not comma-separated text": "no es texto separado por comas",
    "has a line that ends with CR alone; save the file with line ends of LF or CRLF": (
        "tiene una línea que termina solo en CR; guarda el archivo con finales de línea LF o CRLF"
    ),
    "has a quotation mark that is never closed": "tiene una comilla que no se cierra",
    "has text after a closing quotation mark; a quotation mark inside a cell is written twice": (
        "tiene texto tras una comilla de cierre; dentro de una celda, las comillas se escriben dos veces"
    ),
    "has a cell of more than {} characters": "tiene una celda de más de {} caracteres",
    "cannot be separated into cells": "no se puede separar en celdas",
    "has characters that are not valid in the file's encoding": (
        "tiene caracteres que no son válidos en la codificación del archivo"
    ),
    "has an unknown encoding: neither UTF-8 nor Windows-1252": (
        "tiene una codificación desconocida: ni UTF-8 ni Windows-1252"
    ),
    "has more than {} columns": "tiene más de {} columnas",
    "cannot be read as an Excel workbook; it is damaged, encrypted or incomplete": (
        "no se puede leer como libro de Excel; está dañado, cifrado o incompleto"
    ),
    "is not valid UTF-8": "no es UTF-8 válido",
    "is UTF-16; save it as UTF-8": "es UTF-16; guárdalo como UTF-8",
    "is nested too deeply": "tiene demasiados niveles",
    "is not valid JSON (near byte {})": "no es JSON válido (cerca del byte {})",
    "is not complete, valid JSON": "no es JSON completo y válido",
    "JSON has no {}": "JSON no tiene {}",
    "is not an entity that the ledger keeps": "no es un tipo de registro que se guarde aquí",
    "{} is larger than {} MiB; save its sheets as CSV files": (
        "{} supera los {} MiB; guarda sus hojas como archivos CSV"
    ),
    "{} unpacks to more than {} GiB": "{} ocupa más de {} GiB descomprimido",
    "{} cannot be read as an Excel workbook; it is damaged, encrypted or incomplete": (
        "{} no se puede leer como libro de Excel; está dañado, cifrado o incompleto"
    ),
    "{}: the kind of records could not be recognised; name the files or sheets {}, or choose the kind": (
        "{}: no se ha reconocido el tipo de los registros; pon a los archivos u hojas los nombres {}, o elige el tipo "
        "abajo"
    ),
    # questions and notes about a table
    "no row has headings of {} such as 'Id'": "ninguna fila tiene encabezados de {}, como 'Id'",
    "is required, but no column matches it; the columns are {}": (
        "es obligatorio, pero no le corresponde ninguna columna; las columnas son {}"
    ),
    "is required, but no column matches it, and {} is not always {}, the only location; import the other locations "
    "first, and give their ids in a column, or set one for all rows": (
        "es obligatorio, pero no le corresponde ninguna columna, y {} no es siempre {}, la única ubicación; importa "
        "primero las demás y pon sus números en una columna, o elige una para todas las filas"
    ),
    "matches several columns: {}; choose one": "le corresponden varias columnas: {}; elige una",
    "has no time zone; state the time zone of this table": "no tiene zona horaria; indica la de esta tabla",
    "is text, but line {} has a real date: a spreadsheet program that expects the other order of day and month makes "
    "wrong dates of some entries and leaves others as text; correct the dates in the file, or state the order of the "
    "texts if the dates are right": (
        "es texto, pero la línea {} tiene una fecha de verdad: un programa que espera el otro orden de día y mes "
        "convierte mal unas fechas y deja otras como texto; corrige las fechas en el archivo o indica el orden de las "
        "que son texto, si las otras son correctas"
    ),
    "dates in this table are written in two ways: {~}; choose one": (
        "las fechas de esta tabla están escritas de dos maneras: {}; elige una"
    ),
    "numbers in this table are written in two ways: {~}; choose one": (
        "los números de esta tabla están escritos de dos maneras: {}; elige una"
    ),
    "dates in this table could be {~}; choose one": "las fechas de esta tabla podrían ser {}; elige una",
    "numbers in this table could be {~}; choose one": "los números de esta tabla podrían ser {}; elige una",
    "dates are read as {~}, as in {}, line {}: {}": "las fechas se leen como {}, por ejemplo en {}, línea {}: {}",
    "numbers are read as {~}, as in {}, line {}: {}": "los números se leen como {}, por ejemplo en {}, línea {}: {}",
    "times without a time zone are read as {}": "las horas sin zona horaria se leen como {}",
    "Excel date numbers are read as dates: {}, line {}, {} is {}": (
        "los números de fecha de Excel se leen como fechas: {}, línea {}, {} es {}"
    ),
    "letters are read as Windows-1252: line {} has {}": "las letras se leen como Windows-1252: la línea {} tiene {}",
    "the headings are on line {}; the lines above are not read": (
        "los encabezados están en la línea {}; las líneas de encima no se leen"
    ),
    "has cells merged with those down to line {}; unmerge them, so that each row has its own": (
        "tiene celdas combinadas con las siguientes hasta la línea {}; sepáralas para que cada fila tenga las suyas"
    ),
    "no column has the location; all records are at {}": (
        "ninguna columna tiene la sede; todos los registros son de {}"
    ),
}
ENDS: Final[Mapping[str, str]] = {
    "; the file was not read further": "; el resto del archivo no se ha leído",
    "; the table was not read": "; la tabla no se ha leído",
}
_WITHIN: Final = (
    (re.compile(r"\b(dd/mm|mm/dd)/yyyy\b"), r"\1/aaaa"),
    (re.compile(r"\bline (\d+) as\b"), r"línea \1 como"),
    (re.compile(r" and (?=línea \d)"), " y "),
    (re.compile(r" or (?=mm/|1,)"), " o "),
)


def within(text: str) -> str:
    """Return a form or a list of places, such as "dd/mm/yyyy" or "line 2 as ...", with its words in Spanish."""
    for pattern, other in _WITHIN:
        text = pattern.sub(other, text)
    return text
