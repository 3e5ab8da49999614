//! What must be true of the rows, each as the sentence that says how it is not.

use strum::IntoEnumIterator;

/// One thing that must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, strum::Display, strum::EnumIter)]
pub enum Rule {
    #[strum(to_string = "a row is of no known kind")]
    UnknownRow,
    #[strum(to_string = "a row does not read as what its key says it is")]
    Unreadable,
    #[strum(to_string = "an event waits that nobody can read")]
    UnknownEvent,
    #[strum(to_string = "a row stands under another key than its content says")]
    WrongKey,
    #[strum(to_string = "a row stands elsewhere in an index than its content says")]
    WrongIndex,
    #[strum(to_string = "a row that stays has a time to go, or one that goes has none")]
    WrongEnd,
    #[strum(to_string = "a row that people change has no version")]
    NoVersion,

    #[strum(to_string = "two accounts have one address")]
    TwoAccounts,
    #[strum(to_string = "an account's address is not its own")]
    AddressNotOwn,
    #[strum(to_string = "an address is of an account that does not have it")]
    AddressOfNobody,
    #[strum(to_string = "an account has no gate")]
    NoGate,
    #[strum(to_string = "a gate is of no account")]
    GateOfNobody,
    #[strum(to_string = "a gate has another status than its account")]
    GateStatus,
    #[strum(to_string = "an account's number is not its own")]
    NumberNotOwn,
    #[strum(to_string = "a number is of an account that does not have it")]
    NumberOfNobody,
    #[strum(to_string = "an account's Google id is not its own")]
    GoogleNotOwn,
    #[strum(to_string = "a Google id is of an account that does not have it")]
    GoogleOfNobody,
    #[strum(to_string = "an account that runs the place is not among the administrators")]
    AdminLeftOut,
    #[strum(to_string = "an administrator does not run the place")]
    AdminInName,

    #[strum(to_string = "a session is of nobody")]
    SessionOfNobody,
    #[strum(to_string = "a session has not exactly one current token")]
    SessionToken,
    #[strum(to_string = "a session is of an era that its account has not come to")]
    SessionEra,
    #[strum(to_string = "the latest challenge of an address is another one's")]
    ChallengeNotLatest,
    #[strum(to_string = "a challenge is of nobody")]
    ChallengeOfNobody,
    #[strum(to_string = "a kept answer is nobody's")]
    AnswerOfNobody,

    #[strum(to_string = "two bookings hold the same quarter of somebody's time")]
    Overlap,
    #[strum(to_string = "a booking's quarter is not marked as its own")]
    NotMarked,
    #[strum(to_string = "a quarter is marked for a booking that does not hold it")]
    MarkOfNothing,
    #[strum(to_string = "a date counts other sessions than its mentor has")]
    DateCount,
    #[strum(to_string = "a booking is of somebody who is not there")]
    BookingOfNobody,
    #[strum(to_string = "a booking's due row is missing")]
    DueMissing,
    #[strum(to_string = "a due row is of no booking that names it")]
    DueOfNothing,
    #[strum(to_string = "a request has nothing due at its end")]
    RequestForEver,

    #[strum(to_string = "a mentor has no account")]
    MentorOfNobody,
    #[strum(to_string = "a mentor's page does not follow the account")]
    MentorUnlikeAccount,
    #[strum(to_string = "hours are of nobody")]
    HoursOfNobody,
    #[strum(to_string = "a mentor's hours are in another zone than the page")]
    HoursZone,
    #[strum(to_string = "a favourite is of somebody or for somebody who is not there")]
    FavouriteOfNobody,
    #[strum(to_string = "a mentor's figures are not those of the bookings")]
    Figures,

    #[strum(to_string = "a connection is not among those of its person")]
    ConnectionNotListed,
    #[strum(to_string = "somebody has more connections than five")]
    TooManyConnections,
    #[strum(to_string = "a ticket is nobody's")]
    TicketOfNobody,
    #[strum(to_string = "somebody was told something past the end of their sequence")]
    PastTheEnd,
    #[strum(to_string = "somebody has other unread notices than are counted")]
    Unread,
    #[strum(to_string = "a notice is unread of a message that is read, and nothing waits to mark it")]
    NoticeOfRead,
    #[strum(to_string = "preferences are nobody's")]
    PreferencesOfNobody,
    #[strum(to_string = "somebody is alerted of nothing, or nobody is")]
    AlertOfNobody,

    #[strum(to_string = "a chat is of somebody who is not there")]
    ChatOfNobody,
    #[strum(to_string = "a session's chat is of others than its booking")]
    SessionOfOthers,
    #[strum(to_string = "a chat has not exactly one message at each of its places")]
    ChatPlaces,
    #[strum(to_string = "a chat shows another message than its last")]
    LastNotLast,
    #[strum(to_string = "somebody has read what was never said")]
    ReadAhead,
    #[strum(to_string = "a message is not where its id says")]
    MessageElsewhere,
    #[strum(to_string = "a message's history is not what came before it")]
    FormerNotBefore,
    #[strum(to_string = "a report is of a message that is not there as it says, or by nobody")]
    ReportOfNothing,
    #[strum(to_string = "a report is decided by nobody, or open and decided")]
    VerdictOfNobody,
    #[strum(to_string = "a report is closed with its message hidden, and the message says something")]
    HiddenNotGone,
    #[strum(to_string = "a chat is not in a list where it belongs as it is, and nothing waits to put it there")]
    ChatNotListed,

    #[strum(to_string = "something that was a deleted account's alone is left, and nothing waits to take it away")]
    Remains,

    #[strum(to_string = "the words of an account are not its own")]
    AccountWords,
    #[strum(to_string = "the words of a mentor are not those that are written down")]
    WordsNotWritten,
    #[strum(to_string = "the words of a mentor are not those of the page, and nothing waits to change them")]
    MentorWords,
    #[strum(to_string = "the words of a message are not those that it says, and nothing waits to change them")]
    MessageWords,
}

impl Rule {
    /// Every one of them.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::iter()
    }
}
