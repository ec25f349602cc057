-- name: unit_of_time_credit
-- The unit of what is left of a time credit; a part of statements. Four weeks count as a month, as in the figures.
CASE {credit}.charge_period
    WHEN 1 THEN 'minutes' WHEN 2 THEN 'days' WHEN 3 THEN 'weeks' WHEN 5 THEN 'uses' ELSE 'months'
END

-- name: money_credit_expires
-- Whether a money credit is valid, has something left, and expires by an instant; a part of statements.
c.expire_date > %(now)s AND c.expire_date <= {until}
AND (c.valid_from <= %(now)s OR c.valid_from IS NULL)
AND c.can_be_used_for_bookings IS NOT FALSE AND NOT c.is_deleted AND c.remaining_credit > 0

-- name: time_credit_expires
-- The same of a time credit.
s.expire_date > %(now)s AND s.expire_date <= {until}
AND coalesce(s.valid_from <= %(now)s, TRUE)
AND s.booking_id IS NULL AND NOT s.extra_service_is_printing_credit AND NOT s.is_deleted AND s.remaining_uses > 0

-- name: pass_expires
-- The same of a pass.
p.expire_date > %(now)s AND p.expire_date <= {until}
AND NOT p.used AND NOT p.is_deleted AND coalesce(p.remaining_uses, 1) > 0
