//! The nouns: what people edit, and what the change log tells of.

macro_rules! nouns {
    ($d:tt $($noun:ident $name:ident $table:literal),+) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Noun {
            $($noun),+
        }

        impl Noun {
            pub const ALL: [Self; [$($table),+].len()] = [$(Self::$noun),+];

            /// The table, which is also the name in the log.
            pub const fn table(self) -> &'static str {
                match self {
                    $(Self::$noun => $table),+
                }
            }

            /// One of it, as the metrics call it.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$noun => stringify!($name)),+
                }
            }

            /// None for what only another version of this program knows, whose log this may be.
            pub fn of_table(table: &str) -> Option<Self> {
                match table {
                    $($table => Some(Self::$noun),)+
                    _ => None,
                }
            }
        }

        /// What is said of any noun's rows, of those of one that is known only when the program runs.
        macro_rules! by_noun {
            ($d noun:expr, $d row:ident => $d said:expr) => {
                match $d noun {
                    $($crate::edit::Noun::$noun => {
                        type $d row = entity::$name::Model;
                        $d said
                    })+
                }
            };
        }
    };
}

nouns!($ Booking booking "bookings", Guest guest "guests", Room room "rooms");

#[expect(clippy::single_component_path_imports, reason = "a macro has no path without it")]
pub(crate) use by_noun;
