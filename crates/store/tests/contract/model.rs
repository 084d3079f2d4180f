//! A naive store: a list of tickets in memory, filtered and classified by the letter of the contract.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use tickets::{
    Command, CommandId, Confusions, Counts, Filter, Message, Order, Refusal, Span, Term, Ticket, TicketId,
    decide,
};

/// What the model keeps.
#[derive(Default)]
pub struct Model {
    /// In the order in which they were met.
    pub tickets: Vec<Ticket>,
    pub messages: Vec<Message>,
    /// Each accepted command, in the order of the feed, and the ticket that it changed.
    pub accepted: Vec<(CommandId, TicketId)>,
    commands: HashMap<CommandId, Command>,
}

impl Model {
    pub fn apply(&mut self, command: &Command, now: DateTime<Utc>) -> Result<Ticket, Refusal> {
        if let Some(first) = self.commands.get(&command.id) {
            let same = first.role == command.role
                && first.ticket == command.ticket
                && first.action == command.action;
            return if same {
                Ok(self.ticket(first.ticket).unwrap().clone())
            } else {
                Err(Refusal::CommandReused)
            };
        }
        let change = decide(self.ticket(command.ticket), command, now)?;
        let mut ticket = change.ticket;
        match self.tickets.iter_mut().find(|known| known.id == ticket.id) {
            Some(known) => *known = ticket.clone(),
            None => {
                ticket.number = u64::try_from(self.tickets.len() + 1).ok();
                self.tickets.push(ticket.clone());
            }
        }
        self.messages.extend(change.message);
        self.accepted.push((command.id, ticket.id));
        self.commands.insert(command.id, command.clone());
        Ok(ticket)
    }

    pub fn ticket(&self, id: TicketId) -> Option<&Ticket> {
        self.tickets.iter().find(|ticket| ticket.id == id)
    }

    /// The whole list, in order.
    pub fn list(&self, filter: &Filter, order: Order) -> Vec<TicketId> {
        let rows = self.tickets.iter().enumerate();
        let mut found: Vec<_> = rows.filter(|(_, ticket)| self.matches(filter, ticket)).collect();
        found.sort_by_key(|(row, ticket)| match order {
            Order::Newest | Order::Oldest => (false, ticket.opened_at, *row),
            Order::LongestWaiting => match ticket.waiting_since {
                Some(since) => (false, since, *row),
                None => (true, ticket.opened_at, *row),
            },
        });
        if order == Order::Newest {
            found.reverse();
        }
        found.into_iter().map(|(_, ticket)| ticket.id).collect()
    }

    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for ticket in &self.tickets {
            counts.add(ticket.status, ticket.category, ticket.sure(), 1);
        }
        counts
    }

    pub fn confusions(&self) -> Confusions {
        let mut confusions = Confusions::default();
        for ticket in &self.tickets {
            if let Some(classified) = ticket.reviewed_category() {
                confusions.add(classified, ticket.category, 1);
            }
        }
        confusions
    }

    fn matches(&self, filter: &Filter, ticket: &Ticket) -> bool {
        let place = ticket.place.as_ref().map(|place| place.as_str().to_lowercase());
        filter.status.is_none_or(|status| status == ticket.status)
            && (!filter.unclosed || ticket.closed_at.is_none())
            && filter.category.is_none_or(|category| category == ticket.category)
            && filter
                .classified
                .is_none_or(|classified| ticket.reviewed_category() == Some(classified))
            && filter.sure.is_none_or(|sure| sure == ticket.sure())
            && filter
                .place
                .as_ref()
                .is_none_or(|wanted| place == Some(wanted.to_lowercase()))
            && within(filter.opened, Some(ticket.opened_at))
            && within(filter.closed, ticket.closed_at)
            && filter.number.is_none_or(|number| Some(number) == ticket.number)
            && filter.terms.iter().all(|term| self.holds(term, ticket))
    }

    fn holds(&self, term: &Term, ticket: &Ticket) -> bool {
        let messages = self.messages.iter().filter(|message| message.ticket == ticket.id);
        let texts = [
            Some(ticket.description.as_str()),
            ticket.place.as_ref().map(|place| place.as_str()),
        ];
        let mut texts = texts
            .into_iter()
            .flatten()
            .chain(messages.map(|message| message.body.as_str()));
        texts.any(|text| {
            let words = words_of(text);
            match term {
                Term::Word(word) => words.contains(word),
                Term::Prefix(prefix) => words.iter().any(|word| word.starts_with(prefix)),
                Term::Phrase(phrase) => {
                    let phrase = words_of(phrase);
                    words.windows(phrase.len()).any(|window| window == phrase)
                }
            }
        })
    }
}

fn words_of(text: &str) -> Vec<String> {
    let words = text.split(|letter: char| !letter.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

fn within(span: Span, time: Option<DateTime<Utc>>) -> bool {
    match time {
        Some(time) => {
            span.from.is_none_or(|from| from <= time) && span.until.is_none_or(|until| time < until)
        }
        None => span == Span::default(),
    }
}
