-- What PostGraphile serves: a function that looks the caller's token up, sees that the caller administers the team, and
-- returns the figures. In the place of the braces stands the product's own statement, with this function's argument.
DROP SCHEMA IF EXISTS bench_api CASCADE;
CREATE SCHEMA bench_api;
CREATE TYPE bench_api.member_figures AS (
    coworker_id integer,
    coworker_full_name text,
    coworker_email text,
    uninvoiced_products integer,
    uninvoiced_extra_services integer,
    uninvoiced_event_attendees integer,
    uninvoiced_time_passes integer,
    remaining_booking_credit float8,
    remaining_time_credit_minutes integer,
    remaining_time_credit_days integer,
    remaining_time_credit_weeks integer,
    remaining_time_credit_months integer,
    remaining_time_credit_uses integer,
    remaining_time_passes_minutes integer,
    remaining_time_passes_count integer,
    booked_time_total integer,
    booked_time_this_month integer,
    checked_time_total integer,
    checked_time_this_month integer
);
CREATE FUNCTION bench_api.team_kpi(asked_team bigint) RETURNS SETOF bench_api.member_figures
LANGUAGE plpgsql STABLE ROWS 10
AS $function$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.token_bearer AS b
        INNER JOIN public.teams AS t ON t.network_id = b.network_id AND t.team_administrators && b.coworker_ids
        WHERE
            b.network_id = 1 AND b.expires_on > now()
            AND b.token_hash = sha256(convert_to(current_setting('bench.token', TRUE), 'UTF8'))
            AND t.id = asked_team AND NOT t.is_deleted
    ) THEN
        RAISE insufficient_privilege USING MESSAGE = 'no such token, or not an administrator of the team';
    END IF;
    RETURN QUERY SELECT
        k.coworker_id::integer,
        k.coworker_full_name,
        k.coworker_email,
        k.uninvoiced_products::integer,
        k.uninvoiced_extra_services::integer,
        k.uninvoiced_event_attendees::integer,
        k.uninvoiced_time_passes::integer,
        k.remaining_booking_credit::float8,
        k.remaining_time_credit_minutes::integer,
        k.remaining_time_credit_days::integer,
        k.remaining_time_credit_weeks::integer,
        k.remaining_time_credit_months::integer,
        k.remaining_time_credit_uses::integer,
        k.remaining_time_passes_minutes::integer,
        k.remaining_time_passes_count::integer,
        k.booked_time_total::integer,
        k.booked_time_this_month::integer,
        k.checked_time_total::integer,
        k.checked_time_this_month::integer
    FROM (
{kpi}
    ) AS k
    WHERE k.coworker_id IS NOT NULL;
END
$function$;
