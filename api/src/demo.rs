//! The demo hotel: rooms, guests, bookings around today, and four people who may sign in.

use chrono::{Days, NaiveDate};
use entity::booking::BookingStatus;
use entity::user::{self, Role};
use entity::{Actor, booking, guest, room};
use rust_decimal::Decimal;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveEnum, ConnectionTrait, DatabaseTransaction, DbErr, Statement, TransactionTrait};

use crate::auth::users;
use crate::codes;
use crate::edit::statement::{self, Attribution};
use crate::edit::{Author, Editable, Store, Values};
use crate::hotel::Hotel;

#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    #[error(
        "--demo fills an empty database, and this one holds other people's data: leave --demo out, or name another \
         --data-dir or DATABASE_URL"
    )]
    NotOurs,
    #[error("the demo accounts could not be made: {0}")]
    Accounts(String),
    #[error("the demo hotel could not be furnished: {0}")]
    Database(#[from] DbErr),
}

const ROOMS: [(&str, &str, i32, i64); 12] = [
    ("101", "Single", 1, 6900),
    ("102", "Double", 2, 9900),
    ("103", "Double", 2, 9900),
    ("104", "Double", 2, 10900),
    ("201", "Single", 1, 7400),
    ("202", "Double", 2, 11900),
    ("203", "Family", 4, 15900),
    ("204", "Family", 4, 15900),
    ("301", "Suite", 2, 21900),
    ("302", "Suite", 3, 23900),
    ("Lake house", "Holiday home", 6, 28900),
    ("Barn", "Holiday home", 8, 31900),
];

const GUESTS: [(&str, &str, &str); 16] = [
    ("Carla Rossi", "carla.rossi@example.org", "IT"),
    ("David Müller", "david.mueller@example.org", "DE"),
    ("Emma Johansson", "emma.johansson@example.org", "SE"),
    ("Farid Haddad", "farid.haddad@example.org", "FR"),
    ("Greta Nowak", "greta.nowak@example.org", "PL"),
    ("Hugo Fernández", "hugo.fernandez@example.org", "ES"),
    ("Ines Weber", "ines.weber@example.org", "AT"),
    ("Jonas Keller", "jonas.keller@example.org", "CH"),
    ("Katja Horváth", "katja.horvath@example.org", "HU"),
    ("Liam O'Brien", "liam.obrien@example.org", "IE"),
    ("Mei Tanaka", "mei.tanaka@example.org", "JP"),
    ("Niels de Vries", "niels.devries@example.org", "NL"),
    ("Olga Petrova", "olga.petrova@example.org", "BG"),
    ("Paul Martin", "paul.martin@example.org", "FR"),
    ("Rosa Silva", "rosa.silva@example.org", "PT"),
    ("Sven Lindqvist", "sven.lindqvist@example.org", "SE"),
];

/// Where the ids of the demo's rows come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ids {
    /// As those of any other row: what was deleted may be furnished again.
    Fresh,
    /// The same in every database, for tests that name them.
    Fixed,
}

impl Ids {
    /// The id of the `number`th row of a table: `01900000-0000-7000-8000-000100000001` is the first room.
    fn of(self, table: u64, number: u64) -> Uuid {
        match self {
            Self::Fresh => Uuid::now_v7(),
            Self::Fixed => {
                Uuid::from_u64_pair(0x0190_0000_0000_7000, 0x8000_0000_0000_0000 | table << 32 | number)
            }
        }
    }
}

/// The places of the tables in fixed ids.
const ROOM: u64 = 1;
const GUEST: u64 = 2;
const BOOKING: u64 = 3;
const USER: u64 = 4;

/// The people whom the operator let in, whose data nobody may read by a password that everybody knows. Whom the demo's own
/// people invited belongs to the demo.
const STRANGERS: &str = "SELECT id FROM users WHERE NOT demo AND kind = 'PERSON' AND NOT EXISTS (\
    SELECT FROM account_log WHERE user_id = users.id AND act = 'ADDED' AND actor ->> 'kind' = 'user') LIMIT 1";

/// Makes the demo accounts, and furnishes the hotel where it is empty.
///
/// # Errors
/// A database that holds other people's data is left alone.
pub(crate) async fn furnish(hotel: &Hotel, ids: Ids) -> Result<(), DemoError> {
    let others = user::Entity::find().filter(user::Column::Demo.eq(false));
    let strangers =
        hotel.db.query_one_raw(Statement::from_string(hotel.db.get_database_backend(), STRANGERS)).await?;
    let known = user::Entity::find().filter(user::Column::Demo.eq(true)).one(&hotel.db).await?;
    let occupied = room::Entity::find().one(&hotel.db).await?.is_some()
        || guest::Entity::find().one(&hotel.db).await?.is_some()
        || others.one(&hotel.db).await?.is_some();
    if strangers.is_some() || (occupied && known.is_none()) {
        return Err(DemoError::NotOurs);
    }
    let accounts = users::ensure_demo(&hotel.db, |number| ids.of(USER, number)).await;
    accounts.map_err(|error| DemoError::Accounts(error.to_string()))?;
    let transaction = hotel.db.begin().await?;
    // Two servers may start on one empty database.
    transaction.execute_unprepared("SELECT pg_advisory_xact_lock(7306085019)").await?;
    if room::Entity::find().one(&transaction).await?.is_none() {
        fill(hotel, Store { db: &transaction, sequencer: &hotel.sequencer }, ids).await?;
        tracing::info!("the demo hotel is furnished");
    }
    transaction.commit().await?;
    hotel.sequencer.wake();
    Ok(())
}

async fn fill(hotel: &Hotel, store: Store<'_, DatabaseTransaction>, ids: Ids) -> Result<(), DbErr> {
    let manager = user::Entity::find()
        .filter(user::Column::Demo.eq(true))
        .filter(user::Column::Role.eq(Role::Manager))
        .one(store.db)
        .await?
        .ok_or_else(|| DbErr::RecordNotFound("the demo has no manager".to_owned()))?;
    let author = Author { actor: Actor::user(manager.id, manager.name), role: manager.role, mutation: None };
    let attribution = Attribution::new(&author, [])?;
    let mut guests = Vec::with_capacity(GUESTS.len());
    for (number, (name, email, country)) in (1..).zip(GUESTS) {
        let id = ids.of(GUEST, number);
        let values = [("name", name.into()), ("email", email.into()), ("country", country.into())];
        guests.push(insert::<guest::Model>(store, &attribution, id, values.into()).await?.id);
    }
    let mut next_guest = guests.iter().copied().cycle();
    let mut bookings = 1..;
    for (number, (name, room_type, capacity, cents)) in (0..).zip(ROOMS) {
        let rate = Decimal::new(cents, codes::decimals(&hotel.currency()).min(2));
        let values = [
            ("name", name.into()),
            ("room_type", room_type.into()),
            ("capacity", capacity.into()),
            ("nightly_rate", rate.into()),
            ("currency", hotel.currency().into()),
        ];
        let id = ids.of(ROOM, u64::from(number) + 1);
        let room = insert::<room::Model>(store, &attribution, id, values.into()).await?;
        for (check_in, nights, status) in stays(hotel.today(), number) {
            let (Some(guest), Some(booking)) = (next_guest.next(), bookings.next()) else { break };
            let check_out = check_in + Days::new(nights.into());
            let values = [
                ("room_id", room.id.into()),
                ("guest_id", guest.into()),
                ("check_in", check_in.into()),
                ("check_out", check_out.into()),
                ("adults", capacity.min(2).into()),
                ("children", (capacity - 2).clamp(0, 2).into()),
                ("status", status.to_value().into()),
                ("total_price", (rate * Decimal::from(nights)).into()),
                ("currency", hotel.currency().into()),
            ];
            insert::<booking::Model>(store, &attribution, ids.of(BOOKING, booking), values.into()).await?;
        }
    }
    Ok(())
}

async fn insert<R: Editable>(
    store: Store<'_, DatabaseTransaction>,
    attribution: &Attribution,
    id: Uuid,
    values: Values,
) -> Result<R, DbErr> {
    let inserted = statement::insert::<R>(store, attribution, id, &values, R::Selection::default()).await?;
    Ok(inserted.ok_or(DbErr::RecordNotInserted)?.0)
}

/// The stays in one room, from twelve days ago for six weeks, with the gaps that a hotel has. The same every
/// time for the same day.
fn stays(today: NaiveDate, room: u32) -> Vec<(NaiveDate, u32, BookingStatus)> {
    let mut stays = vec![];
    let mut day = today - Days::new(u64::from(12 - room % 3));
    for number in 0.. {
        let nights = 2 + (room * 5 + number * 3) % 4;
        let gap = (room + number) % 3;
        let check_out = day + Days::new(nights.into());
        if day > today + Days::new(30) {
            break;
        }
        let status = if check_out <= today {
            BookingStatus::CheckedOut
        } else if day < today {
            BookingStatus::CheckedIn
        } else {
            match (room + number) % 7 {
                3 => BookingStatus::Inquiry,
                5 => BookingStatus::Cancelled,
                _ => BookingStatus::Confirmed,
            }
        };
        stays.push((day, nights, status));
        day = check_out + Days::new(gap.into());
    }
    stays
}
