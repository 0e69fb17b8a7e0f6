//! Uses the guide's program in Rust as an app would: see guide.mjs.

mod desk;
mod save;

use std::error::Error;
use std::io;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use desk::save::SaveUpdateBooking::{BookingSaved, Conflict};
use desk::{Desk, ForgetEmail, List, SaveGuest, forget_email, list, save_guest};
use save::save;

/// A network that can be cut.
#[derive(Clone, Default)]
struct Network {
    sockets: Arc<Mutex<Vec<TcpStream>>>,
    is_cut: Arc<AtomicBool>,
}

impl Network {
    fn open(&self, target: String) -> io::Result<String> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let network = self.clone();
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if network.is_cut.load(Ordering::SeqCst) {
                    continue;
                }
                let upstream = TcpStream::connect(&target).expect("the server is there");
                let both = [(client.try_clone(), upstream.try_clone()), (Ok(upstream), Ok(client))];
                for (one, other) in both {
                    let (mut one, mut other) = (one.expect("a socket"), other.expect("a socket"));
                    network.sockets.lock().expect("a lock").push(one.try_clone().expect("a socket"));
                    thread::spawn(move || {
                        let _ = io::copy(&mut one, &mut other);
                        let _ = other.shutdown(Shutdown::Both);
                    });
                }
            }
        });
        Ok(format!("http://{address}"))
    }

    fn cut(&self) {
        self.is_cut.store(true, Ordering::SeqCst);
        for socket in self.sockets.lock().expect("a lock").drain(..) {
            let _ = socket.shutdown(Shutdown::Both);
        }
    }

    fn heal(&self) {
        self.is_cut.store(false, Ordering::SeqCst);
    }
}

fn listed(desk: &Desk) -> Result<list::ListBookings, Box<dyn Error>> {
    Ok(desk.send::<List>(list::Variables {})?.bookings)
}

/// Watches for ever; sends the version of each change of a booking and who made it, and "gap".
fn heard(desk: Desk, mut after: String, id: String) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        loop {
            let told = sender.clone();
            let watched = desk.watch(&mut after, |change| {
                if change.booking_id == id {
                    let _ = told.send(format!("{} {}", change.version, change.actor.name));
                }
            });
            match watched {
                Ok(false) => {
                    after = listed(&desk).expect("a list").revision;
                    let _ = sender.send("gap".to_owned());
                }
                _ => thread::sleep(Duration::from_millis(100)),
            }
        }
    });
    receiver
}

fn main() -> Result<(), Box<dyn Error>> {
    let [url, anna, ben] = std::env::args().skip(1).collect::<Vec<_>>().try_into().expect("URL ANNA BEN");
    let ben = Desk::new(&url, &ben);
    let ben_saves = |id: &str, version: i64, notes: &str| {
        assert!(matches!(save(&ben, id, version, notes), Ok(BookingSaved(_))), "{notes}");
    };
    let network = Network::default();
    let line = network.open(url.trim_start_matches("http://").to_owned())?;
    let desk = Desk::new(&line, &anna);

    let list::ListBookings { revision, nodes } = listed(&desk)?;
    let (id, guest) = (&nodes[0].id, &nodes[0].guest.id);
    ben_saves(id, 1, "between the list and the watch");
    let heard = heard(Desk::new(&line, &anna), revision, id.clone());
    let next = || heard.recv_timeout(Duration::from_secs(30));
    assert_eq!(next()?, "2 Ben");

    network.cut();
    ben_saves(id, 2, "while Anna is cut off");
    ben_saves(id, 3, "and again");
    network.heal();
    assert_eq!([next()?, next()?], ["3 Ben", "4 Ben"]);

    let Conflict(conflict) = save(&desk, id, 1, "Anna's")? else { panic!("it is no conflict") };
    let field = &conflict.fields[0];
    assert_eq!((field.field.as_str(), conflict.current_version), ("notes", 4));
    assert_eq!(field.theirs, Some("and again".into()));
    let BookingSaved(saved) = save(&desk, id, conflict.current_version, "Anna's")? else {
        panic!("it is not saved")
    };
    assert_eq!(saved.booking.version, 5);
    assert_eq!(next()?, "5 Anna");

    // `None` is left out; a document of its own clears.
    let phone = desk.send::<SaveGuest>(save_guest::Variables {
        id: guest.clone(),
        expected_version: 1,
        mutation_id: uuid::Uuid::now_v7().to_string(),
        email: None,
        phone: Some("+49 30 1".to_owned()),
    })?;
    let Some(save_guest::SaveGuestUpdateGuest::GuestSaved(kept)) = phone.update_guest else {
        panic!("{phone:?}")
    };
    assert!(kept.guest.email.is_some_and(|email| email.contains('@')));
    let cleared =
        desk.send::<ForgetEmail>(forget_email::Variables { id: guest.clone(), expected_version: 2 })?;
    let Some(forget_email::ForgetEmailUpdateGuest::GuestSaved(cleared)) = cleared.update_guest else {
        panic!("{cleared:?}")
    };
    assert_eq!((cleared.guest.email, cleared.guest.phone.as_deref()), (None, Some("+49 30 1")));

    ureq::post(format!("{url}/throwaway/reset")).send_empty()?;
    assert_eq!(next()?, "gap");
    // It may read its list before or after this.
    ben_saves(id, 1, "in the new life");
    ben_saves(id, 2, "in the new life, too");
    while next()? != "3 Ben" {}
    Ok(())
}
