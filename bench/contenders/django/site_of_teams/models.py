"""The tables that are there already, as models that Django does not manage; only the columns that are read."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

NETWORK = 1


class Row(models.Model):
    """A record of a network."""

    pk = models.CompositePrimaryKey("network_id", "id")
    network_id = models.BigIntegerField()
    id = models.BigIntegerField()
    is_deleted = models.BooleanField()

    class Meta:
        abstract = True


class Business(Row):
    currency_code = models.TextField()
    zone = models.TextField()

    class Meta:
        managed = False
        db_table = "businesses"


class Coworker(Row):
    full_name = models.TextField()
    email = models.TextField()
    archived = models.BooleanField()

    class Meta:
        managed = False
        db_table = "coworkers"


class Team(Row):
    business_id = models.BigIntegerField()
    team_members = ArrayField(models.BigIntegerField())
    team_administrators = ArrayField(models.BigIntegerField())

    class Meta:
        managed = False
        db_table = "teams"


class Checkin(Row):
    coworker_id = models.BigIntegerField(null=True)
    business_id = models.BigIntegerField()
    from_time = models.DateTimeField()
    to_time = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "checkins"


class Product(Row):
    coworker_id = models.BigIntegerField()
    invoiced = models.BooleanField()
    from_tariff = models.BooleanField()

    class Meta:
        managed = False
        db_table = "coworkerproducts"


class ExtraService(Row):
    coworker_id = models.BigIntegerField()
    invoiced = models.BooleanField()
    free = models.BooleanField()
    is_from_tariff = models.BooleanField()
    remaining_uses = models.IntegerField()
    charge_period = models.IntegerField()
    valid_from = models.DateTimeField(null=True)
    expire_date = models.DateTimeField(null=True)
    booking_id = models.BigIntegerField(null=True)
    extra_service_is_printing_credit = models.BooleanField()

    class Meta:
        managed = False
        db_table = "coworkerextraservices"


class Attendee(Row):
    coworker_id = models.BigIntegerField(null=True)
    invoiced = models.BooleanField()
    cancelled = models.BooleanField()

    class Meta:
        managed = False
        db_table = "eventattendees"


class TimePass(Row):
    coworker_id = models.BigIntegerField()
    used = models.BooleanField()
    remaining_uses = models.IntegerField(null=True)
    expire_date = models.DateTimeField(null=True)
    invoiced = models.BooleanField()
    free = models.BooleanField()
    is_from_tariff = models.BooleanField()

    class Meta:
        managed = False
        db_table = "coworkertimepasses"


class BookingCredit(Row):
    coworker_id = models.BigIntegerField()
    business_id = models.BigIntegerField()
    remaining_credit = models.DecimalField(max_digits=20, decimal_places=4)
    valid_from = models.DateTimeField(null=True)
    expire_date = models.DateTimeField(null=True)
    can_be_used_for_bookings = models.BooleanField(null=True)

    class Meta:
        managed = False
        db_table = "coworkerbookingcredits"


class MemberState(models.Model):
    pk = models.CompositePrimaryKey("network_id", "coworker_id")
    network_id = models.BigIntegerField()
    coworker_id = models.BigIntegerField()
    booked_us = models.BigIntegerField()
    checked_us = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "member_state"


class UsageMonth(models.Model):
    pk = models.CompositePrimaryKey("network_id", "coworker_id", "month", "is_placed")
    network_id = models.BigIntegerField()
    coworker_id = models.BigIntegerField()
    month = models.DateField()
    is_placed = models.BooleanField()
    booked_us = models.BigIntegerField()
    checked_us = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "usage_month"


class TokenBearer(models.Model):
    """The product's view of who a token speaks for."""

    token_hash = models.BinaryField(primary_key=True)
    network_id = models.BigIntegerField()
    expires_on = models.DateTimeField()
    coworker_ids = ArrayField(models.BigIntegerField())

    class Meta:
        managed = False
        db_table = "token_bearer"
