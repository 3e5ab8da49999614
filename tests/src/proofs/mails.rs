//! What people were sent: whom, and about what. Twice is once too often, unless the sending call itself
//! was cut: SES has no way to be told the same thing once.

use std::collections::BTreeMap;

use testkit::TestCloud;

/// (to, subject) -> how often.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mails(BTreeMap<(String, String), usize>);

impl Mails {
    pub async fn of(cloud: &TestCloud) -> Self {
        let mut mails = BTreeMap::new();
        for mail in cloud.mail().await {
            *mails.entry((mail.to, mail.subject)).or_default() += 1;
        }
        Self(mails)
    }

    /// Did everybody get these, once each; or, where a sending call was cut, at most twice?
    pub fn match_the(&self, clean: &Self, cut: bool) -> bool {
        let enough = |(mail, times): (&(String, String), &usize)| {
            let got = self.0.get(mail).copied().unwrap_or(0);
            got == *times || cut && got == times + 1
        };
        self.0.len() == clean.0.len() && clean.0.iter().all(enough)
    }
}
