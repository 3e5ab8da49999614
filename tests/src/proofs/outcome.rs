//! What came of an act in one copy of its start state, and whether that is honest.

use jiff::SignedDuration;
use testkit::{Cost, Fault, Reply, Snapshot, TestCloud, Twin, When, only_reads};

use super::mails::Mails;
use super::operation::{Act, Again, Operation, open};
use super::shape::{Known, Look, Shape};
use super::sweep::everything;

/// The act's start.
pub struct Start<'a> {
    pub operation: &'a Operation,
    pub act: Act,
    snapshot: Snapshot,
    known: Known,
    before: Shape,
}

/// A run in which nothing went wrong.
pub struct Clean {
    pub cost: Cost,
    pub reply: Reply,
    /// Right after the act, and when all it caused is done.
    end: Shape,
    drained: Shape,
    mails: Mails,
}

impl Clean {
    /// Which call the last transaction is; or the last write, of what needs none.
    pub fn last_write(&self) -> usize {
        let calls = &self.cost.calls;
        let transaction = calls.iter().rposition(|call| call == "TransactWriteItems");
        transaction.or_else(|| calls.iter().rposition(|call| !only_reads(call))).expect("a write")
    }

    /// A call's name, and how many of that name come before it: of calls side by side any may be the k-th.
    pub fn named(&self, k: usize) -> (&'static str, usize) {
        let call = &self.cost.calls[k];
        (call.clone().leak(), self.cost.calls[..k].iter().filter(|before| *before == call).count())
    }
}

/// What goes wrong in a run.
#[derive(Clone)]
pub struct Trouble {
    pub name: String,
    pub fault: Option<(When, Fault)>,
    /// And what goes wrong besides.
    pub second: Option<(When, Fault)>,
    pub twin: Option<Twin>,
    /// Only one call fails, and somebody is left to make it again.
    pub passes: bool,
    /// A letter may come twice, whichever call was cut; where that was SES's it may in any case.
    pub cuts_mail: bool,
}

impl Trouble {
    /// Does a call take effect that nobody hears of, and may make again?
    fn may_double(&self) -> bool {
        everything() || self.fault.is_none_or(|(_, fault)| fault.takes_effect())
    }

    /// Does it go on until the act gives up?
    pub fn lasts(&self) -> bool {
        self.fault.is_some_and(|(when, _)| when.lasts())
    }
}

impl<'a> Start<'a> {
    pub async fn of(operation: &'a Operation) -> Self {
        let (snapshot, act) = operation.stage().await;
        let copy = open(&snapshot, operation.name).await;
        let known = Known::of(&copy);
        let before = Shape::of(&copy, &known);
        Self { operation, act, snapshot, known, before }
    }

    /// A copy of it for this run, in which nothing moves by itself.
    pub async fn open(&self, run: &str) -> TestCloud {
        let cloud = open(&self.snapshot, &format!("{}, {run}", self.operation.name)).await;
        cloud.hold_stream();
        cloud
    }

    /// Lets the stream run; and the timer, for as long as an event waits for it. The rows are those at the end.
    async fn drain(&self, cloud: &TestCloud) -> Look {
        cloud.release_stream();
        cloud.settle().await;
        let mut look = Look::at(cloud);
        for _ in 0..3 {
            if !look.waits() {
                break;
            }
            cloud.advance(SignedDuration::from_mins(6));
            cloud.run_timer().await;
            cloud.settle().await;
            look = Look::at(cloud);
        }
        look
    }

    pub fn is_event(&self) -> bool {
        matches!(self.act, Act::Event(..))
    }

    fn shape(&self, cloud: &TestCloud) -> Shape {
        Shape::of(cloud, &self.known)
    }

    /// Panics where the entry is not valid: it must be answered 2xx, and a write must write.
    pub async fn clean(&self) -> Clean {
        let (cloud, name) = (self.open("clean").await, self.operation.name);
        cloud.calm();
        let reply = self.act.act(&cloud).await;
        let cost = cloud.cost();
        assert!((200..400).contains(&reply.status), "{name} is answered {}: {}", reply.status, reply.text);
        let end = self.shape(&cloud);
        assert_eq!(end == self.before, self.operation.reads(), "{name} should change something, a GET nothing");
        let drained = self.drain(&cloud).await.shape(&self.known);
        Clean { cost, reply, end, drained, mails: Mails::of(&cloud).await }
    }

    /// How the act ends otherwise in this copy than in a clean run.
    pub async fn differs(&self, cloud: &TestCloud, clean: &Clean) -> Option<String> {
        let reply = self.act.act(cloud).await;
        if reply.status != clean.reply.status {
            return Some(format!("answered {} {}", reply.status, reply.text));
        }
        let now = self.shape(cloud);
        if now != clean.end {
            return Some(clean.end.against(&now));
        }
        let now = self.drain(cloud).await.shape(&self.known);
        if now != clean.drained {
            return Some(clean.drained.against(&now));
        }
        let mails = Mails::of(cloud).await;
        (mails != clean.mails).then(|| format!("other letters: {mails:?}"))
    }

    /// Everything that is dishonest about the act in this trouble. A call that is not made in every run may be missed,
    /// but not each time.
    pub async fn complaints(&self, clean: &Clean, trouble: &Trouble) -> Vec<String> {
        let mut told = None;
        for turn in 0..3 {
            told = self.dishonest(clean, trouble, turn).await;
            if told.is_some() {
                break;
            }
        }
        let found = told.unwrap_or_else(|| vec!["nothing was befallen".to_owned()]);
        found.into_iter().map(|what| format!("{}, {}: {what}", self.operation.name, trouble.name)).collect()
    }

    /// Nothing where no call was befallen.
    async fn dishonest(&self, clean: &Clean, trouble: &Trouble, turn: usize) -> Option<Vec<String>> {
        let cloud = self.open(&format!("{}, {turn}", trouble.name)).await;
        cloud.disguise(trouble.twin.clone());
        if let Some((when, fault)) = trouble.fault {
            cloud.befall(when, fault);
        }
        if let Some((when, fault)) = trouble.second {
            cloud.befall_too(when, fault);
        }
        let reply = self.act.act(&cloud).await;
        cloud.rest().await;
        if trouble.fault.is_some() && trouble.twin.is_none() && cloud.befallen().is_empty() {
            return None;
        }
        let cut = self.is_event() && cloud.befallen().iter().any(|call| call.starts_with("Ses"));
        let trouble = &Trouble { cuts_mail: trouble.cuts_mail || cut, ..trouble.clone() };
        cloud.calm();
        let look = Look::at(&cloud);
        let now = look.shape(&self.known);
        let mut found = look.broken();
        found.extend(self.about_the_reply(&now, clean, trouble, &reply));
        if found.is_empty() && !self.operation.reads() {
            found.extend(self.about_the_rest(&cloud, clean, trouble, (&reply, now == clean.end)).await);
        }
        cloud.asked_already();
        Some(found)
    }

    /// After the same request came twice at once: it took effect once, unless it is one more of its kind.
    pub fn once_only(&self, cloud: &TestCloud, clean: &Clean, first: &Reply, reply: &Reply) -> Vec<String> {
        let now = self.shape(cloud);
        let twice = first.status < 300 && reply.status < 300;
        let once = now == clean.end || self.operation.again == Again::Another;
        let told = || format!("{} {} and {} {}", first.status, first.text, reply.status, reply.text);
        match self.operation.again {
            Again::Refused(_) if twice => vec![format!("both were told yes: {}", told())],
            _ if first.status < 300 && !once => vec![format!("{}, and: {}", told(), clean.end.against(&now))],
            _ => Vec::new(),
        }
    }

    /// Where this cloud is not at the clean run's end; nothing where it is.
    pub fn elsewhere(&self, cloud: &TestCloud, clean: &Clean) -> Option<String> {
        let now = self.shape(cloud);
        (now != clean.end).then(|| clean.end.against(&now))
    }

    /// What has changed in this cloud since the start; nothing where nothing has.
    pub fn changed(&self, cloud: &TestCloud) -> Option<String> {
        let now = self.shape(cloud);
        (now != self.before).then(|| self.before.against(&now))
    }

    /// A 2xx only if the effect is there, anything else only if nothing is there in part.
    fn about_the_reply(&self, now: &Shape, clean: &Clean, trouble: &Trouble, reply: &Reply) -> Vec<String> {
        let told = || format!("answered {} {}", reply.status, reply.text);
        let mut found = Vec::new();
        if self.is_event() {
            // Nobody hears its answer. What counts is where it ends.
            return found;
        }
        match reply.status {
            status if status == clean.reply.status && *now != clean.end => {
                found.push(format!("{}, but not so: {}", told(), clean.end.against(now)));
            }
            status if status == clean.reply.status => {}
            _ if trouble.passes => found.push(format!("{}, though the trouble passed", told())),
            400..500 if *now != self.before => found.push(format!("{}, but: {}", told(), self.before.against(now))),
            500.. if *now != self.before && *now != clean.end && self.operation.steps.is_none() => {
                found.push(format!("{}, half written: {}", told(), self.before.against(now)));
            }
            400.. => {}
            _ => found.push(told()),
        }
        found
    }

    /// The same request again, and then everything that it causes. Of the first: what it was told, and did it happen?
    async fn about_the_rest(
        &self,
        cloud: &TestCloud,
        clean: &Clean,
        trouble: &Trouble,
        (first, happened): (&Reply, bool),
    ) -> Vec<String> {
        if happened && self.operation.again == Again::Another {
            // One more of its kind would cause its own.
            let mut found = Vec::new();
            if trouble.may_double() {
                found = self.about_what_it_causes(cloud, clean, trouble).await;
            }
            found.extend(self.about_another(cloud, clean).await);
            return found;
        }
        let reply = self.act.act(cloud).await;
        let expected = match self.operation.again {
            Again::Refused(status) if happened => status,
            _ => clean.reply.status,
        };
        let look = Look::at(cloud);
        let mut found = look.broken();
        if reply.status != expected && !self.is_event() {
            found.push(format!("the same again is answered {} and not {expected}: {}", reply.status, reply.text));
        }
        if first.status < 300 && self.operation.again == Again::Same && reply.text != first.text {
            found.push(format!("the same again is answered {} and not {}", reply.text, first.text));
        }
        if !self.is_event() && look.shape(&self.known) != clean.end {
            found.push(format!("the same again ends elsewhere: {}", clean.end.against(&look.shape(&self.known))));
        }
        found.extend(self.about_what_it_causes(cloud, clean, trouble).await);
        found
    }

    /// The same request again, where that is one more of its kind.
    async fn about_another(&self, cloud: &TestCloud, clean: &Clean) -> Vec<String> {
        cloud.hold_stream();
        let reply = self.act.act(cloud).await;
        let expected = clean.reply.status;
        let told = || format!("another is answered {} and not {expected}: {}", reply.status, reply.text);
        let mut found = broken(cloud);
        found.extend((reply.status != expected).then(told));
        found
    }

    /// Everything that the act causes has happened once.
    async fn about_what_it_causes(&self, cloud: &TestCloud, clean: &Clean, trouble: &Trouble) -> Vec<String> {
        let look = self.drain(cloud).await;
        let mut found = look.broken();
        let (now, mails) = (look.shape(&self.known), Mails::of(cloud).await);
        if now != clean.drained {
            found.push(format!("what it causes ends elsewhere: {}", clean.drained.against(&now)));
        }
        if !mails.match_the(&clean.mails, trouble.cuts_mail) {
            found.push(format!("other letters: {mails:?} and not {:?}", clean.mails));
        }
        found
    }
}

pub fn broken(cloud: &TestCloud) -> Vec<String> {
    Look::at(cloud).broken()
}

/// What is told already is not to end the run as well.
pub fn told(cloud: &TestCloud, found: &[String]) {
    if !found.is_empty() {
        cloud.broken_on_purpose("told among the complaints");
    }
}
