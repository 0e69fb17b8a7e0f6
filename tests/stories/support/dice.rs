//! Chance that can be repeated.

/// Where it is set, every story takes this seed; otherwise each draws one of its own.
const VARIABLE: &str = "FRONTDESK_STORIES_SEED";

/// The seed that was given, else a new one. Prints which, so that whoever sees a story fail can repeat it.
pub(crate) fn seed() -> u64 {
    let seed = match std::env::var(VARIABLE) {
        Ok(given) => given.parse().unwrap_or_else(|_| panic!("{VARIABLE}={given} is no number")),
        Err(_) => uuid::Uuid::new_v4().as_u64_pair().0,
    };
    println!("repeat it with {VARIABLE}={seed}");
    seed
}

/// A source of decisions that a printed seed repeats.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// Dice of [`seed`].
    pub(crate) fn any() -> Self {
        Self(seed())
    }

    pub(crate) fn throw(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (word ^ (word >> 31)) % sides
    }

    /// Puts things into any order.
    pub(crate) fn shuffle<T>(&mut self, things: &mut [T]) {
        for place in (1..things.len()).rev() {
            let other = usize::try_from(self.throw(place as u64 + 1)).unwrap();
            things.swap(place, other);
        }
    }
}

mod tests {
    use std::process::Command;

    use super::{Dice, VARIABLE};

    /// What one story throws.
    #[test]
    fn ten_throws() {
        let mut dice = Dice::any();
        println!("thrown {:?}", [(); 10].map(|()| dice.throw(1_000)));
    }

    /// Runs that story on its own, with a seed or without one: the seed it prints, and what it throws.
    fn run(seed: Option<&str>) -> (String, String) {
        let mut story = Command::new(std::env::current_exe().unwrap());
        story.args(["--exact", "support::dice::tests::ten_throws", "--nocapture"]).env_remove(VARIABLE);
        story.envs(seed.map(|seed| (VARIABLE, seed)));
        let output = story.output().unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        let line = |begin: &str| {
            let place = printed.find(begin).unwrap_or_else(|| panic!("no {begin} in {printed}"));
            printed[place + begin.len()..].lines().next().unwrap().to_owned()
        };
        (line(&format!("{VARIABLE}=")), line("thrown "))
    }

    #[test]
    fn a_run_is_repeated_by_the_seed_that_it_printed() {
        let (seed, thrown) = run(None);
        assert_eq!(run(Some(&seed)), (seed.clone(), thrown.clone()));
        let (other, thrown_next) = run(None);
        assert!(other != seed && thrown_next != thrown, "each run is another");
    }
}
