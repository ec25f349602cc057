-- The charges of a booking, which a booking's record shows, and which clients look for by the booking.
-- depends: 0021_local_ids_by_range

CREATE INDEX coworkerextraservices_by_booking ON coworkerextraservices (network_id, booking_id)
    WHERE booking_id IS NOT NULL AND NOT is_deleted;
