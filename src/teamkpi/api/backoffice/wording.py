"""Labels and help texts for entities and their fields on screens, in every language of the figures.

A field that means the same in every entity has one label; ``_HELP`` is for fields whose label is not enough.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from teamkpi.kpi.languages import LANGUAGES, Language
from teamkpi.ledger import Entity


class EntityWords(NamedTuple):
    """The labels of one record of an entity and of several."""

    one: str
    several: str


_ENTITIES: Final[Mapping[str, tuple[tuple[str, str], tuple[str, str]]]] = {
    "businesses": (("Location", "Locations"), ("Sede", "Sedes")),
    "coworkers": (("Person", "People"), ("Persona", "Personas")),
    "teams": (("Team", "Teams"), ("Equipo", "Equipos")),
    "resources": (("Resource", "Resources"), ("Recurso", "Recursos")),
    "bookings": (("Booking", "Bookings"), ("Reserva", "Reservas")),
    "checkins": (("Check-in", "Check-ins"), ("Entrada", "Entradas")),
    "coworkerproducts": (("Product sold", "Products sold"), ("Producto vendido", "Productos vendidos")),
    "coworkerextraservices": (
        ("Service or time credit", "Services and time credit"),
        ("Servicio o crédito de tiempo", "Servicios y crédito de tiempo"),
    ),
    "coworkertimepasses": (("Pass", "Passes"), ("Pase", "Pases")),
    "coworkerbookingcredits": (("Money credit", "Money credit"), ("Crédito de dinero", "Créditos de dinero")),
    "eventattendees": (("Event ticket", "Event tickets"), ("Entrada de evento", "Entradas de eventos")),
    "coworkercontracts": (("Contract", "Contracts"), ("Contrato", "Contratos")),
    "coworkerinvoices": (("Invoice", "Invoices"), ("Factura", "Facturas")),
    "charges": (("Charge", "Charges"), ("Cargo", "Cargos")),
    "coworkerbookingcreditusehistories": (
        ("Use of money credit", "Uses of money credit"),
        ("Uso de crédito de dinero", "Usos de crédito de dinero"),
    ),
    "coworkerextraserviceusehistories": (
        ("Use of time credit", "Uses of time credit"),
        ("Uso de crédito de tiempo", "Usos de crédito de tiempo"),
    ),
}

_FIELDS: Final[Mapping[str, tuple[str, str]]] = {
    "Id": ("ID", "ID"),
    "UniqueId": ("UUID", "UUID"),
    "CreatedOn": ("Created", "Creado"),
    "UpdatedOn": ("Last changed", "Último cambio"),
    "UpdatedBy": ("Changed by", "Cambiado por"),
    "Name": ("Name", "Nombre"),
    "WebAddress": ("Web address", "Dirección web"),
    "CurrencyCode": ("Currency", "Moneda"),
    "SimpleTimeZoneNameIana": ("Time zone", "Zona horaria"),
    "FullName": ("Name", "Nombre"),
    "Email": ("Email", "Correo electrónico"),
    "CoworkerType": ("Kind", "Tipo"),
    "CompanyName": ("Company", "Empresa"),
    "Active": ("Active", "Activo"),
    "Archived": ("Archived", "Archivado"),
    "UserLastAccess": ("Last sign-in", "Último acceso"),
    "MondayAttendance": ("Monday", "Lunes"),
    "TuesdayAttendance": ("Tuesday", "Martes"),
    "WednesdayAttendance": ("Wednesday", "Miércoles"),
    "ThursdayAttendance": ("Thursday", "Jueves"),
    "FridayAttendance": ("Friday", "Viernes"),
    "SaturdayAttendance": ("Saturday", "Sábado"),
    "SundayAttendance": ("Sunday", "Domingo"),
    "BusinessId": ("Location", "Sede"),
    "IssuedById": ("Location", "Sede"),
    "TeamMembers": ("Members", "Miembros"),
    "TeamAdministrators": ("Administrators", "Administradores"),
    "PayingMemberId": ("Who pays", "Quién paga"),
    "CreateSingleInvoiceForTeam": ("One invoice for the team", "Una sola factura para el equipo"),
    "MaxTeamMemberCount": ("Maximum number of members", "Número máximo de miembros"),
    "DefaultTariffId": ("Plan of new members (ID)", "Plan de los nuevos miembros (ID)"),
    "DefaultTariffName": ("Plan of new members", "Plan de los nuevos miembros"),
    "DefaultMemberTariffKeepNewAccountsOnHold": ("Keep new accounts on hold", "Retener las cuentas nuevas"),
    "DisableAttendanceDashboard": ("Hide the attendance page", "Ocultar la página de asistencia"),
    "DiscountCharges": ("Discount on charges, %", "Descuento en cargos, %"),
    "DiscountExtraServices": ("Discount on services, %", "Descuento en servicios, %"),
    "DiscountTariffs": ("Discount on plans, %", "Descuento en planes, %"),
    "DiscountTimePasses": ("Discount on passes, %", "Descuento en pases, %"),
    "HasCommunityGroup": ("Has a community group", "Tiene grupo de comunidad"),
    "Description": ("Description", "Descripción"),
    "ProfileSummary": ("Profile", "Perfil"),
    "ProfileIsPublic": ("Listed in the directory", "Visible en el directorio"),
    "ProfileWebsite": ("Website", "Sitio web"),
    "ProfileTags": ("Tags", "Etiquetas"),
    "GoogleMapsLink": ("Map link", "Enlace al mapa"),
    "Linkedin": ("LinkedIn", "LinkedIn"),
    "Github": ("GitHub", "GitHub"),
    "ResourceId": ("Resource", "Recurso"),
    "FromTime": ("From", "Desde"),
    "ToTime": ("Until", "Hasta"),
    "CoworkerId": ("Person", "Persona"),
    "Tentative": ("Not confirmed", "Sin confirmar"),
    "Online": ("Booked online", "Reservado en línea"),
    "Invoiced": ("Invoiced", "Facturado"),
    "BookingNumber": ("Number", "Número"),
    "Notes": ("Notes", "Notas"),
    "Source": ("Recorded by", "Registrado por"),
    "CoworkerTimePassGuid": ("Pass used (UUID)", "Pase usado (UUID)"),
    "ProductId": ("Product (ID)", "Producto (ID)"),
    "ProductName": ("Product", "Producto"),
    "Quantity": ("Quantity", "Cantidad"),
    "Price": ("Price", "Precio"),
    "ProductPrice": ("List price", "Precio de lista"),
    "InvoicedOn": ("Invoiced on", "Facturado el"),
    "InvoiceDate": ("Invoiced on", "Facturado el"),
    "FromTariff": ("Part of the plan", "Incluido en el plan"),
    "IsFromTariff": ("Part of the plan", "Incluido en el plan"),
    "RegularCharge": ("Repeats every month", "Se repite cada mes"),
    "SaleDate": ("Sold on", "Vendido el"),
    "DueDate": ("Due", "Vence"),
    "CoworkerInvoiceId": ("Invoice", "Factura"),
    "CoworkerInvoicePaid": ("Invoice paid", "Factura pagada"),
    "ExtraServiceId": ("Service (ID)", "Servicio (ID)"),
    "ExtraServiceName": ("Service", "Servicio"),
    "TotalUses": ("Bought", "Comprado"),
    "RemainingUses": ("Left", "Restante"),
    "ChargePeriod": ("Counted in", "Se cuenta en"),
    "ValidFrom": ("Valid from", "Válido desde"),
    "ExpireDate": ("Expires", "Caduca"),
    "Free": ("Free of charge", "Gratis"),
    "BookingId": ("Booking", "Reserva"),
    "BookingFromTime": ("Booking from", "Reserva desde"),
    "BookingToTime": ("Booking until", "Reserva hasta"),
    "BookingResourceName": ("Resource booked", "Recurso reservado"),
    "ExtraServiceIsPrintingCredit": ("Printing credit", "Crédito de impresión"),
    "TimePassId": ("Kind of pass (ID)", "Tipo de pase (ID)"),
    "TimePassName": ("Pass", "Pase"),
    "Used": ("Used up", "Agotado"),
    "UsedDate": ("Used on", "Usado el"),
    "TotalCredit": ("Granted", "Concedido"),
    "RemainingCredit": ("Left", "Restante"),
    "CaneBeUsedForBookings": ("For bookings", "Para reservas"),
    "CaneBeUsedForEvents": ("For events", "Para eventos"),
    "IsUniversalCredit": ("For everything", "Para todo"),
    "CalendarEventId": ("Event (ID)", "Evento (ID)"),
    "CalendarEventName": ("Event", "Evento"),
    "EventProductId": ("Ticket (ID)", "Tipo de entrada (ID)"),
    "EventProductName": ("Ticket", "Tipo de entrada"),
    "EventProductPrice": ("Price", "Precio"),
    "Cancelled": ("Cancelled", "Cancelado"),
    "CheckedIn": ("Checked in", "Ha entrado"),
    "TariffId": ("Plan (ID)", "Plan (ID)"),
    "TariffName": ("Plan", "Plan"),
    "StartDate": ("Starts", "Empieza"),
    "RenewalDate": ("Renews", "Se renueva"),
    "CancellationDate": ("Ends", "Termina"),
    "BillingDay": ("Billing day", "Día de facturación"),
    "InvoiceNumber": ("Number", "Número"),
    "TotalAmount": ("Amount", "Importe"),
    "TaxAmount": ("Tax", "Impuestos"),
    "PaidAmount": ("Paid so far", "Pagado"),
    "Draft": ("Draft", "Borrador"),
    "Void": ("Void", "Anulada"),
    "Paid": ("Paid", "Pagada"),
    "PaidOn": ("Paid on", "Pagada el"),
    "CreditNote": ("Credit note", "Abono"),
    "CoworkerBookingCreditId": ("Money credit", "Crédito de dinero"),
    "CoworkerInvoiceLineId": ("Invoice line (ID)", "Línea de factura (ID)"),
    "EventAttendeeId": ("Event ticket", "Entrada de evento"),
    "CreditUsed": ("Used", "Usado"),
    "CoworkerExtraServiceId": ("Time credit", "Crédito de tiempo"),
}

_HELP: Final[Mapping[str, tuple[str, str]]] = {
    "businesses.SimpleTimeZoneNameIana": (
        "Decides when days and months begin at this location, such as Europe/London.",
        "Los días y meses de esta sede siguen esta zona, por ejemplo Europe/Madrid.",
    ),
    "businesses.CurrencyCode": ("Three letters, such as GBP.", "Tres letras, por ejemplo EUR."),
    "coworkers.Active": (
        "Someone who is not active cannot sign in. Their records still count.",
        "Quien no está activo no puede entrar. Sus registros siguen contando.",
    ),
    "coworkers.Archived": (
        "A person who has left. Past figures do not change.",
        "Alguien que se fue. Las cifras del pasado no cambian.",
    ),
    "teams.TeamAdministrators": (
        "They see the figures of everyone in the team.",
        "Ven las cifras de todas las personas del equipo.",
    ),
    "bookings.Tentative": (
        "Only confirmed bookings count in figures.",
        "Una reserva sin confirmar no cuenta en ninguna cifra.",
    ),
    "bookings.Invoiced": (
        "Set when the booking is on an invoice. Setting it does not charge anything.",
        "Se marca cuando la reserva está en una factura. Marcarlo no cobra nada.",
    ),
    "checkins.ToTime": (
        "Empty while the person is here.",
        "Vacío mientras la persona está aquí.",
    ),
    "coworkerextraservices.RemainingUses": (
        "The amount left. If it is empty, nothing has been used yet.",
        "Lo que queda de lo comprado. Si está vacío, aún no se ha usado nada.",
    ),
    "coworkerextraservices.ChargePeriod": (
        "The unit of what was bought: minutes, days, weeks, months or uses.",
        "La unidad de lo comprado: minutos, días, semanas, meses o usos.",
    ),
    "coworkertimepasses.RemainingUses": (
        "Minutes left of a pass for time. Empty for a day pass.",
        "Minutos que quedan de un pase de tiempo. Vacío en un pase de día.",
    ),
    "coworkertimepasses.TotalUses": (
        "Minutes of a pass for time. Empty for a day pass.",
        "Minutos de un pase de tiempo. Vacío en un pase de día.",
    ),
    "coworkerbookingcredits.RemainingCredit": (
        "The amount left. If it is empty, nothing has been used yet.",
        "Lo que queda. Si está vacío, aún no se ha usado nada.",
    ),
    "coworkercontracts.CancellationDate": (
        "The last day, if it has been cancelled.",
        "El día en que termina, si se ha cancelado.",
    ),
    "coworkerinvoices.Draft": (
        "A draft has not been sent and is not due.",
        "Un borrador no se ha enviado ni vence.",
    ),
}

_MEMBERS: Final[Mapping[str, tuple[str, str]]] = {
    "Individual": ("Individual", "Particular"),
    "Company": ("Company", "Empresa"),
    "WorkingFromOffice": ("Office", "Oficina"),
    "WorkingFromHome": ("Home", "Casa"),
    "WorkingFromAbroad": ("Abroad", "Extranjero"),
    "NotWorking": ("Not working", "No trabaja"),
    "Undefined": ("Not set", "Sin indicar"),
    "None": ("Not known", "Desconocido"),
    "Manual": ("Front desk", "Recepción"),
    "DoorAccess": ("Door", "Puerta"),
    "NetworkActivity": ("Wi-Fi", "Wi-Fi"),
    "Tile": ("Tablet", "Tableta"),
    "Sensor": ("Sensor", "Sensor"),
    "Minutes": ("Minutes", "Minutos"),
    "Days": ("Days", "Días"),
    "Weeks": ("Weeks", "Semanas"),
    "Months": ("Months", "Meses"),
    "Uses": ("Uses", "Usos"),
    "FourWeekMonths": ("Four weeks", "Cuatro semanas"),
}


def of_entity(entity: Entity, language: Language) -> EntityWords:
    """Return the labels of an entity; without any, its names."""
    found = _ENTITIES.get(entity.plural)
    return EntityWords(*found[LANGUAGES.index(language)]) if found else EntityWords(entity.name, entity.plural)


def of_field(name: str, language: Language) -> str:
    """Return the label of a field; without one, its name."""
    return _FIELDS[name][LANGUAGES.index(language)] if name in _FIELDS else name


def help_of(entity: Entity, name: str, language: Language) -> str | None:
    """Return the help text of a field, or None."""
    found = _HELP.get(f"{entity.plural}.{name}")
    return found[LANGUAGES.index(language)] if found else None


def of_member(name: str, language: Language) -> str:
    """Return the label of an enumeration's value."""
    return _MEMBERS[name][LANGUAGES.index(language)]
