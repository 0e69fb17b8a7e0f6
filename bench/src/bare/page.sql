-- A page of 50 bookings that have a night from $1 and before $2, behind the place ($3, $4) in the order of arrival.
-- In two parts, as the measured program reads them: who is in house when the days begin, and the walk along the
-- arrivals; one condition for both would make PostgreSQL sort all that match. With $5, more of guest and room than
-- their names.
SELECT json_build_object('data', json_build_object('bookings', json_build_object(
    'nodes', coalesce(
        json_agg(
            json_build_object(
                'id', b.id, 'version', b.version, 'reference', b.reference, 'checkIn', b.check_in,
                'checkOut', b.check_out, 'status', b.status, 'totalPrice', b.total_price::text, 'notes', b.notes,
                'room', CASE WHEN $5 THEN json_build_object('id', r.id, 'name', r.name, 'roomType', r.room_type)
                    ELSE json_build_object('id', r.id, 'name', r.name) END,
                'guest', CASE WHEN $5 THEN json_build_object('id', g.id, 'name', g.name, 'email', g.email)
                    ELSE json_build_object('id', g.id, 'name', g.name) END)
            ORDER BY b.place) FILTER (WHERE b.place <= 50),
        '[]'),
    'pageInfo', json_build_object(
        'hasNextPage', count(*) > 50,
        'endCursor', max((b.check_in || '/' || b.id) COLLATE "C") FILTER (WHERE b.place <= 50))
)))::text
FROM (
    SELECT part.*, row_number() OVER (ORDER BY check_in, id) AS place
    FROM (
        (SELECT * FROM bookings
         WHERE daterange(check_in, check_out, '[)') && daterange($1::date, $1::date + 1, '[)')
           AND check_in < $1::date AND (check_in, id) > ($3::date, $4)
         -- An expression that no index has keeps PostgreSQL from walking there along the arrivals.
         ORDER BY check_in + 0, id LIMIT 51)
        UNION ALL
        (SELECT * FROM bookings
         WHERE check_in >= $1::date AND check_in < $2::date AND (check_in, id) > ($3::date, $4)
         ORDER BY check_in, id LIMIT 51)
    ) part
    ORDER BY check_in, id LIMIT 51
) b
JOIN rooms r ON r.id = b.room_id
JOIN guests g ON g.id = b.guest_id
