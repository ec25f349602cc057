"""The words of the figures in Spanish, by the words they are declared with; a test holds that none is missing."""

from __future__ import annotations

from typing import Final

GROUPS: Final = {
    "Member": "Miembro",
    "To invoice": "Por facturar",
    "Credit left": "Crédito disponible",
    "Passes left": "Pases disponibles",
    "Booked": "Reservado",
    "Checked in": "Presencia",
    "Month": "Mes",
    "Invoiced": "Facturado",
    "Used": "Utilizado",
    "Stands open": "Pendiente de pago",
    "Not yet invoiced": "Sin facturar",
}

UNITS: Final = {
    "": "",
    "items": "elementos",
    "currency of the team's location": "moneda del centro del equipo",
    "currency of the row": "moneda de la fila",
    "minutes": "minutos",
    "days": "días",
    "weeks": "semanas",
    "months": "meses",
    "uses": "usos",
    "passes": "pases",
    "bookings": "reservas",
    "contracts": "contratos",
}

FIGURES: Final[dict[str, tuple[str, str]]] = {
    "CoworkerId": ("Id", "El identificador del miembro."),
    "CoworkerFullName": ("Miembro", "El nombre del miembro."),
    "CoworkerEmail": ("Correo electrónico", "La dirección de correo electrónico del miembro."),
    "UninvoicedProducts": (
        "Productos",
        (
            "Productos comprados y aún sin facturar, uno por cada compra, sea cual sea su cantidad. Lo que concede un "
            "plan no cuenta."
        ),
    ),
    "UninvoicedExtraServices": (
        "Servicios",
        "Cargos por reservas y créditos comprados, aún sin facturar. Lo gratuito y lo que concede un plan no cuentan.",
    ),
    "UnivoicedEventAttendees": (
        "Entradas a eventos",
        "Entradas a eventos aún sin facturar. Las canceladas no cuentan.",
    ),
    "UnivoicedTimepasses": (
        "Pases",
        "Pases aún sin facturar, usados o no. Lo gratuito y lo que concede un plan no cuentan.",
    ),
    "RemainingBookingCredit": (
        "Dinero",
        "Crédito en dinero que queda para reservas: válido ahora y emitido en la moneda del centro del equipo.",
    ),
    "RemainingTimeCreditMinutes": ("Tiempo", "Crédito de tiempo que queda, en minutos, válido ahora."),
    "RemainingTimeCreditDays": ("Días", "Crédito de tiempo que queda, en días, válido ahora."),
    "RemainingTimeCreditWeeks": ("Semanas", "Crédito de tiempo que queda, en semanas, válido ahora."),
    "RemainingTimeCreditMonths": (
        "Meses",
        "Crédito de tiempo que queda, en meses, incluidos los de cuatro semanas, válido ahora.",
    ),
    "RemainingTimeCreditUses": (
        "Usos",
        "Crédito que queda, en usos, válido ahora. El crédito de impresión no cuenta.",
    ),
    "RemainingTimePassesMinutes": (
        "Tiempo",
        "Minutos que quedan en los pases que llevan minutos y no están agotados ni caducados.",
    ),
    "RemainingTimePassesCount": ("Pases de día", "Pases de día que quedan, ni usados ni caducados."),
    "BookedTimeTotal": (
        "En total",
        "Minutos enteros de todas las reservas, pasadas y futuras. Las provisionales no cuentan.",
    ),
    "BookedTimeThisMonth": (
        "Este mes",
        "Minutos enteros de reservas dentro del mes en curso. Una que cruza el límite del mes cuenta en parte.",
    ),
    "CheckedTimeTotal": (
        "En total",
        (
            "Minutos enteros de todos los registros de presencia. Uno abierto cuenta hasta ahora, por defecto 24 horas "
            "como máximo."
        ),
    ),
    "CheckedTimeThisMonth": (
        "Este mes",
        (
            "Minutos enteros de presencia dentro del mes en curso. Un registro que cruza el límite del mes "
            "cuenta en parte."
        ),
    ),
    "Id": ("Id", "Un número, siempre el mismo para este equipo y mes."),
    "MonthDate": ("Mes", "El primer día del mes."),
    "CurrencyCode": (
        "Moneda",
        "Moneda del centro del equipo y de todos los importes de la fila; nula mientras no se conoce.",
    ),
    "InvoicedAmount": (
        "A ti",
        "Facturado a ti en el mes: sin borradores ni facturas anuladas; los abonos restan.",
    ),
    "TeamInvoicedAmount": (
        "Al equipo",
        "Facturado a los miembros del equipo en el mes: sin borradores ni facturas anuladas; los abonos restan.",
    ),
    "Revenue": ("Sin impuestos", "Lo facturado a los miembros del equipo en el mes, sin impuestos."),
    "CheckingMinutes": ("Presencia, tú", "Minutos enteros de tu presencia dentro del mes."),
    "TeamCheckingMinutes": (
        "Presencia, equipo",
        "Minutos enteros de presencia de los miembros del equipo dentro del mes.",
    ),
    "BookingMinutes": (
        "Reservado, tú",
        "Minutos enteros que has reservado, dentro del mes. Las reservas provisionales no cuentan.",
    ),
    "TeamBookingMinutes": (
        "Reservado, equipo",
        (
            "Minutos enteros que han reservado los miembros del equipo, dentro del mes. Las reservas provisionales no "
            "cuentan."
        ),
    ),
    "TotalBookings": (
        "Reservas",
        "Reservas de los miembros del equipo que empiezan en el mes. Las provisionales no cuentan.",
    ),
    "TotalTariffs": (
        "Contratos",
        "Contratos de los miembros del equipo que estaban activos al final del mes, o lo están ahora.",
    ),
    "TotalOther": ("Cargos", "Cargos hechos a los miembros del equipo en el mes."),
    "TimePasses": ("Pases", "Pases que los miembros del equipo usaron en el mes."),
    "Bookings": (
        "Precio de las reservas",
        "Precio de los cargos por reservas del equipo cuya reserva empieza en el mes.",
    ),
    "TotalUnpaid": (
        "Sin pagar",
        "Lo que quedaba por pagar de las facturas del equipo al final del mes, o queda ahora.",
    ),
    "TotalUnpaidNexKiosk": ("Sin pagar en el quiosco", "Siempre 0: ningún quiosco alimenta este registro."),
    "TotalDue": ("Vencido", "La parte de ello que había vencido para entonces."),
    "UnPaidAttendees": (
        "Entradas sin pagar",
        (
            "Precio de las entradas a eventos del equipo en facturas que no estaban pagadas al final del mes, o no lo "
            "están ahora."
        ),
    ),
    "NotInvoicedCharges": (
        "En total",
        (
            "Precio de todo lo del equipo que aún no estaba facturado al final del mes, o no lo está ahora: cargos, "
            "productos, pases, servicios y entradas a eventos."
        ),
    ),
    "UnInvoicedCharges": ("Cargos", "Los cargos comprendidos en ello."),
    "UnInvoicedProducts": ("Productos", "Los productos comprendidos en ello: precio por cantidad."),
    "UnInvoicedTimePasses": ("Pases", "Los pases comprendidos en ello."),
    "UnInvoicedExtraServices": ("Servicios", "Los cargos por reservas y créditos comprados comprendidos en ello."),
    "NextInvoice": (
        "Próxima factura",
        (
            "La primera renovación después del final del mes, o de ahora, de un contrato activo de un miembro; nula si "
            "no hay ninguna."
        ),
    ),
    "DasySinceLastAccess": (
        "Desde el último acceso",
        (
            "Días enteros, al final del mes o ahora, desde que iniciaste sesión antes de esta vez o registraste "
            "presencia por última vez; nulo si nunca. La errata del nombre viene del servicio."
        ),
    ),
}
