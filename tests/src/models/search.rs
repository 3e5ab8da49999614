//! Is there an order in which all this may have happened? After Wing and Gong, "Testing and verifying concurrent
//! objects" (1993): of the acts that could be next, try each; remember what was tried. `stateright` and its like
//! check models against themselves; here real histories are held against one, which is these hundred lines.

use std::collections::HashSet;
use std::hash::Hash;

/// How things stand, and what comes of an act when nothing else happens.
pub trait Model: Clone + Eq + Hash {
    type Act;
    type Answer: PartialEq;

    fn step(&self, act: &Self::Act) -> (Self, Self::Answer);
}

/// One act of a history: when it began and ended, and what was answered. Without an answer it may have happened
/// at any time since its beginning, or never.
#[derive(Clone, Debug)]
pub struct Entry<A, R> {
    pub act: A,
    pub began: u64,
    pub ended: u64,
    pub answer: Option<R>,
}

/// Some order of `history`, begun at `start`, in which every answer is the model's.
pub fn explains<M: Model>(start: &M, history: &[Entry<M::Act, M::Answer>]) -> bool {
    assert!(history.len() <= 64, "a bit each");
    Search { history, tried: HashSet::new() }.from(start, 0)
}

struct Search<'a, M: Model> {
    history: &'a [Entry<M::Act, M::Answer>],
    tried: HashSet<(u64, M)>,
}

impl<M: Model> Search<'_, M> {
    /// `done` has a bit for each act that has happened.
    fn from(&mut self, now: &M, done: u64) -> bool {
        let open = |place: &usize| done & (1 << place) == 0;
        let answered: Vec<usize> =
            (0..self.history.len()).filter(open).filter(|place| self.history[*place].answer.is_some()).collect();
        let Some(first_end) = answered.iter().map(|place| self.history[*place].ended).min() else { return true };
        if !self.tried.insert((done, now.clone())) {
            return false;
        }
        // Nothing that began after another had ended comes before it.
        let next: Vec<usize> =
            (0..self.history.len()).filter(open).filter(|place| self.history[*place].began < first_end).collect();
        next.into_iter().any(|place| {
            let entry = &self.history[place];
            let (then, answer) = now.step(&entry.act);
            entry.answer.as_ref().is_none_or(|told| *told == answer) && self.from(&then, done | 1 << place)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Entry, Model, explains};

    /// A number that is read and written.
    #[derive(Clone, PartialEq, Eq, Hash)]
    struct Register(u8);

    #[derive(Clone, Debug)]
    enum Act {
        Write(u8),
        Read,
    }

    impl Model for Register {
        type Act = Act;
        type Answer = u8;

        fn step(&self, act: &Act) -> (Self, u8) {
            match act {
                Act::Write(value) => (Self(*value), *value),
                Act::Read => (self.clone(), self.0),
            }
        }
    }

    fn entry(act: Act, began: u64, ended: u64, answer: Option<u8>) -> Entry<Act, u8> {
        Entry { act, began, ended, answer }
    }

    fn holds(history: &[Entry<Act, u8>]) -> bool {
        explains(&Register(0), history)
    }

    #[test]
    fn what_was_written_is_read_after_its_end() {
        let write = || entry(Act::Write(1), 1, 2, Some(1));
        assert!(holds(&[write(), entry(Act::Read, 3, 4, Some(1))]));
        assert!(!holds(&[write(), entry(Act::Read, 3, 4, Some(0))]), "a stale read");
    }

    #[test]
    fn at_the_same_time_either_order_will_do_and_one_order_for_all() {
        let write = || entry(Act::Write(1), 1, 10, Some(1));
        assert!(holds(&[write(), entry(Act::Read, 2, 3, Some(0))]));
        assert!(holds(&[write(), entry(Act::Read, 2, 3, Some(1))]));
        assert!(holds(&[write(), entry(Act::Read, 2, 3, Some(0)), entry(Act::Read, 4, 5, Some(1))]));
        assert!(!holds(&[write(), entry(Act::Read, 2, 3, Some(1)), entry(Act::Read, 4, 5, Some(0))]), "it went back");
    }

    #[test]
    fn what_nobody_was_told_may_have_happened_late_or_never() {
        let lost = || entry(Act::Write(1), 1, 2, None);
        assert!(holds(&[lost(), entry(Act::Read, 3, 4, Some(0))]));
        assert!(holds(&[lost(), entry(Act::Read, 3, 4, Some(0)), entry(Act::Read, 5, 6, Some(1))]));
        assert!(!holds(&[lost(), entry(Act::Read, 3, 4, Some(1)), entry(Act::Read, 5, 6, Some(0))]));
        assert!(!holds(&[entry(Act::Read, 0, 1, Some(1)), entry(Act::Write(1), 2, 3, None)]), "before its beginning");
    }

    /// Whatever was done in some order, with ends stretched over others' beginnings, has an order.
    #[test]
    fn every_history_that_had_an_order_has_one() {
        let entropy = domain::Entropy::seeded(4);
        for _ in 0..200 {
            let (mut now, mut history) = (Register(0), Vec::new());
            for turn in 0..12 {
                let [kind, value, before, after] = entropy.bytes::<4>();
                let act = if kind % 2 == 0 { Act::Write(value % 3) } else { Act::Read };
                let (then, answer) = now.step(&act);
                now = then;
                let at = 100 + turn * 10;
                let told = (kind % 5 != 0).then_some(answer);
                history.push(entry(act, at - u64::from(before % 30), at + 1 + u64::from(after % 30), told));
            }
            assert!(holds(&history), "{history:?}");
        }
    }
}
