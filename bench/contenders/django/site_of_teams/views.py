"""The figures: one query for each kind of record, for all members at once, and the product's stored sums of usage.

What happened at places that are not known is left out, which spares this code a query; the data set has none.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import BooleanField, Count, F, Func, Q, Sum
from django.utils import timezone
from rest_framework import serializers
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.response import Response
from rest_framework.views import APIView

from site_of_teams.models import (
    NETWORK,
    Attendee,
    BookingCredit,
    Business,
    Checkin,
    Coworker,
    ExtraService,
    MemberState,
    Product,
    Team,
    TimePass,
    UsageMonth,
)

OPEN_CHECKIN_LIMIT = timedelta(hours=24)
MINUTE_US = 60_000_000
COUNTED = (
    "UninvoicedProducts",
    "UninvoicedExtraServices",
    "UnivoicedEventAttendees",
    "UnivoicedTimepasses",
    "RemainingTimeCreditMinutes",
    "RemainingTimeCreditDays",
    "RemainingTimeCreditWeeks",
    "RemainingTimeCreditMonths",
    "RemainingTimeCreditUses",
    "RemainingTimePassesMinutes",
    "RemainingTimePassesCount",
    "BookedTimeTotal",
    "BookedTimeThisMonth",
    "CheckedTimeTotal",
    "CheckedTimeThisMonth",
)


class MemberFigures(serializers.Serializer):
    """A member's figures."""

    CoworkerId = serializers.IntegerField()
    CoworkerFullName = serializers.CharField()
    CoworkerEmail = serializers.CharField()
    UninvoicedProducts = serializers.IntegerField()
    UninvoicedExtraServices = serializers.IntegerField()
    UnivoicedEventAttendees = serializers.IntegerField()
    UnivoicedTimepasses = serializers.IntegerField()
    RemainingBookingCredit = serializers.FloatField()
    RemainingTimeCreditMinutes = serializers.IntegerField()
    RemainingTimeCreditDays = serializers.IntegerField()
    RemainingTimeCreditWeeks = serializers.IntegerField()
    RemainingTimeCreditMonths = serializers.IntegerField()
    RemainingTimeCreditUses = serializers.IntegerField()
    RemainingTimePassesMinutes = serializers.IntegerField()
    RemainingTimePassesCount = serializers.IntegerField()
    BookedTimeTotal = serializers.IntegerField()
    BookedTimeThisMonth = serializers.IntegerField()
    CheckedTimeTotal = serializers.IntegerField()
    CheckedTimeThisMonth = serializers.IntegerField()


class TeamKpi(APIView):
    """``GET /api/public/teams/{teamId}/kpi``, for administrators of the team."""

    def get(self, request, team_id):
        """Return the figures of the team's members, by id."""
        team = Team.objects.filter(network_id=NETWORK, id=team_id, is_deleted=False).first()
        if team is None or request.user.coworker_ids.isdisjoint(team.team_members + team.team_administrators):
            raise NotFound
        if request.user.coworker_ids.isdisjoint(team.team_administrators):
            raise PermissionDenied
        return Response({"Kpi": MemberFigures(figures(team, timezone.now()), many=True).data})


def figures(team, now):
    """Return a dict of figures for each member."""
    places = {
        place.id: place
        for place in Business.objects.filter(network_id=NETWORK, is_deleted=False).only("currency_code", "zone")
    }
    place = places.get(team.business_id)
    zone = ZoneInfo(place.zone if place else "UTC")
    month = now.astimezone(zone).date().replace(day=1)
    members = Coworker.objects.filter(
        network_id=NETWORK, id__in=team.team_members, archived=False, is_deleted=False
    ).order_by("id")
    rows = {
        member.id: {
            "CoworkerId": member.id,
            "CoworkerFullName": member.full_name,
            "CoworkerEmail": member.email,
            "RemainingBookingCredit": Decimal(0),
            **dict.fromkeys(COUNTED, 0),
        }
        for member in members
    }
    of_members = {"network_id": NETWORK, "coworker_id__in": list(rows)}
    _to_invoice(rows, of_members)
    _credit(rows, of_members, team, places, now)
    _usage(rows, of_members, places, zone=zone, month=month, now=now)
    return rows.values()


def _to_invoice(rows, of_members):
    for name, records in (
        ("UninvoicedProducts", Product.objects.filter(invoiced=False, from_tariff=False, is_deleted=False)),
        (
            "UninvoicedExtraServices",
            ExtraService.objects.filter(invoiced=False, free=False, is_from_tariff=False, is_deleted=False),
        ),
        ("UnivoicedEventAttendees", Attendee.objects.filter(invoiced=False, cancelled=False, is_deleted=False)),
        (
            "UnivoicedTimepasses",
            TimePass.objects.filter(invoiced=False, free=False, is_from_tariff=False, is_deleted=False),
        ),
    ):
        counts = records.filter(**of_members).values_list("coworker_id").annotate(Count("id"))
        for coworker_id, count in counts:
            rows[coworker_id][name] = count


def _credit(rows, of_members, team, places, now):
    own = places.get(team.business_id)
    is_valid = Q(valid_from__isnull=True) | Q(valid_from__lte=now)
    granted = BookingCredit.objects.filter(is_valid, is_deleted=False, **of_members).exclude(remaining_credit=0)
    # As the partial index says it; what the ORM makes of Q() does not use the index.
    usable = Func(F("can_be_used_for_bookings"), template="%(expressions)s IS NOT FALSE", output_field=BooleanField())
    granted = granted.filter(usable)
    for coworker_id, business_id, amount in (
        granted.filter(Q(expire_date__isnull=True) | Q(expire_date__gt=now))
        .values_list("coworker_id", "business_id")
        .annotate(Sum("remaining_credit"))
    ):
        issuer = places.get(business_id)
        if business_id == team.business_id or (issuer and own and issuer.currency_code == own.currency_code):
            rows[coworker_id]["RemainingBookingCredit"] += amount
    services = (
        ExtraService.objects.filter(
            is_valid, booking_id__isnull=True, extra_service_is_printing_credit=False, is_deleted=False, **of_members
        )
        .exclude(remaining_uses=0)
        .filter(Q(expire_date__isnull=True) | Q(expire_date__gt=now))
    )
    for coworker_id, *sums in services.values_list("coworker_id").annotate(
        minutes=Sum("remaining_uses", filter=Q(charge_period=1), default=0),
        days=Sum("remaining_uses", filter=Q(charge_period=2), default=0),
        weeks=Sum("remaining_uses", filter=Q(charge_period=3), default=0),
        months=Sum("remaining_uses", filter=Q(charge_period__in=[4, 6]), default=0),
        uses=Sum("remaining_uses", filter=Q(charge_period=5), default=0),
    ):
        for name, value in zip(("Minutes", "Days", "Weeks", "Months", "Uses"), sums, strict=True):
            rows[coworker_id][f"RemainingTimeCredit{name}"] = value
    passes = TimePass.objects.filter(
        Q(expire_date__isnull=True) | Q(expire_date__gt=now), used=False, is_deleted=False, **of_members
    )
    for coworker_id, minutes, count in passes.values_list("coworker_id").annotate(
        minutes=Sum("remaining_uses", default=0), days=Count("id", filter=Q(remaining_uses__isnull=True))
    ):
        rows[coworker_id]["RemainingTimePassesMinutes"] = minutes
        rows[coworker_id]["RemainingTimePassesCount"] = count


def _usage(rows, of_members, places, *, zone, month, now):
    sums = defaultdict(lambda: [0, 0, 0, 0])  # booked and checked in, over all time; the same for this month
    for state in MemberState.objects.filter(**of_members):
        sums[state.coworker_id][:2] = state.booked_us, state.checked_us
    for used in UsageMonth.objects.filter(month=month, is_placed=True, **of_members):
        sums[used.coworker_id][2:] = used.booked_us, used.checked_us
    for checkin in Checkin.objects.filter(to_time__isnull=True, is_deleted=False, **of_members):
        until = max(checkin.from_time, min(now, checkin.from_time + OPEN_CHECKIN_LIMIT))
        there = ZoneInfo(places[checkin.business_id].zone) if checkin.business_id in places else zone
        start, end = _interval(month, there)
        sums[checkin.coworker_id][1] += _us(until - checkin.from_time)
        sums[checkin.coworker_id][3] += max(0, _us(min(until, end) - max(checkin.from_time, start)))
    for coworker_id, (booked, checked, booked_now, checked_now) in sums.items():
        rows[coworker_id] |= {
            "BookedTimeTotal": booked // MINUTE_US,
            "BookedTimeThisMonth": booked_now // MINUTE_US,
            "CheckedTimeTotal": checked // MINUTE_US,
            "CheckedTimeThisMonth": checked_now // MINUTE_US,
        }


def _interval(month, zone):
    following = (month + timedelta(days=32)).replace(day=1)
    return tuple(datetime(day.year, day.month, 1, tzinfo=zone) for day in (month, following))


def _us(duration):
    return duration // timedelta(microseconds=1)
