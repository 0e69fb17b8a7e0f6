//! All that is known of one guest, for the guest (Art. 15 and 20 GDPR).

use sea_orm::entity::prelude::Uuid;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

/// The row, the bookings, and who changed what of them when, also under the names of those who were merged into this guest.
/// Of a booking that named somebody else before or after, only what it was while it named this guest.
const EXPORT: &str = "\
    WITH person AS MATERIALIZED (\
        SELECT array_agg(id) AS ids, array_agg(id::text) AS names \
        FROM (SELECT $1 UNION ALL SELECT frontdesk_merged_into($1)) AS one (id)\
    ), stays AS (\
        SELECT id FROM bookings WHERE guest_id = $1 \
        UNION SELECT row_id FROM change_log, person WHERE entity = 'bookings' AND 'guest_id' = ANY (fields) \
            AND before ->> 'guest_id' = ANY (names) \
        UNION SELECT row_id FROM change_log, person WHERE entity = 'bookings' AND 'guest_id' = ANY (fields) \
            AND after ->> 'guest_id' = ANY (names)\
    ), entries AS (\
        SELECT entity, row_id, version, action, fields, before, after, actor, at FROM change_log, person \
            WHERE entity = 'guests' AND row_id = ANY (ids) \
        UNION ALL SELECT entity, row_id, version, action, fields, \
            CASE WHEN before ->> 'guest_id' = ANY (names) THEN before END, \
            CASE WHEN after ->> 'guest_id' = ANY (names) THEN after END, actor, at FROM change_log, person \
            WHERE entity = 'bookings' AND row_id IN (SELECT id FROM stays) \
                AND (before ->> 'guest_id' = ANY (names) OR after ->> 'guest_id' = ANY (names))\
    ) \
    SELECT jsonb_pretty(jsonb_build_object(\
        'guest', (SELECT to_jsonb(guest) FROM guests guest WHERE id = $1), \
        'erasure', (SELECT to_jsonb(erasure) FROM erasures erasure WHERE guest_id = $1), \
        'bookings', (SELECT coalesce(jsonb_agg(to_jsonb(booking) || jsonb_build_object('room', room.name) \
            ORDER BY check_in, booking.id), '[]') \
            FROM bookings booking JOIN rooms room ON room.id = room_id WHERE guest_id = $1), \
        'history', (SELECT coalesce(jsonb_agg(to_jsonb(entries) ORDER BY at, row_id, version), '[]') FROM entries)\
    )) AS export \
    WHERE EXISTS (SELECT FROM guests WHERE id = $1) OR EXISTS (SELECT FROM erasures WHERE guest_id = $1) \
        OR EXISTS (SELECT FROM entries)";

/// As JSON, the values as the database has them; none where no such guest was ever here, as far as the history goes back.
///
/// # Errors
/// The database's.
pub async fn export(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<String>, DbErr> {
    // What is still in the inbox is history, too.
    db.execute_unprepared("SELECT frontdesk_sequence()").await?;
    let row =
        db.query_one_raw(Statement::from_sql_and_values(DbBackend::Postgres, EXPORT, [id.into()])).await?;
    row.map(|row| row.try_get("", "export")).transpose()
}
