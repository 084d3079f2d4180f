//! Reads pages of lists, by key; counts; places.

use store::shared::filter_words::{self, place_words};
use store::{Anchor, Cursor, Listing, Page};
use tickets::{Counts, Filter, Order, TicketId};
use tokio_postgres::Row;

use crate::decode::{self, Listed, coded, get, number};
use crate::encode;
use crate::failure::Result;
use crate::lexemes::lexeme;
use crate::select::{From, List, Select};
use crate::session::{Session, Value};

/// One page of a list.
pub(crate) async fn page<T: Listed>(session: &Session, listing: &Listing) -> Result<Page<T>> {
    let list = List::new(session, &listing.filter, listing.order).await?;
    let limit = listing.limit;
    Reading {
        session,
        list: &list,
        limit,
    }
    .page(listing.at)
    .await
}

/// The number of tickets that pass a filter; `most` if there are more.
pub(crate) async fn count(session: &Session, filter: &Filter, most: usize) -> Result<usize> {
    let list = List::new(session, filter, Order::Newest).await?;
    let mut found = 0;
    for Select { sql, values } in list.parts(false, None, most, &[]) {
        let rows = session
            .rows_once(&format!("select count(*) from ({sql}) k"), &values)
            .await?;
        for row in &rows {
            found += usize::try_from(number(row, 0)?).unwrap_or(usize::MAX);
        }
    }
    Ok(found.min(most))
}

/// The rows of a page; `None`: the row cannot be decoded. Such rows count for the page's limit, so that the list does not seem to
/// end there.
type Found<T> = Vec<(Cursor, Option<T>)>;

struct Reading<'a> {
    session: &'a Session,
    list: &'a List<'a>,
    limit: usize,
}

impl Reading<'_> {
    async fn page<T: Listed>(&self, at: Anchor) -> Result<Page<T>> {
        match at {
            Anchor::Start => self.onward(None).await,
            Anchor::End => self.back(None).await,
            Anchor::From(cursor) => self.onward(Some(from(cursor))).await,
            Anchor::After(cursor) => self.onward(Some(after(cursor))).await,
            Anchor::Before(cursor) => self.back(Some(after(cursor))).await,
            Anchor::Around(ticket) => self.around(ticket).await,
        }
    }

    async fn onward<T: Listed>(&self, at: Option<From>) -> Result<Page<T>> {
        let mut found = self.read::<T>(false, at, self.limit + 1).await?;
        let more_after = found.len() > self.limit;
        found.truncate(self.limit);
        let more_before = at.is_some() && self.anything(true, found.first()).await?;
        Ok(finished(found, more_before, more_after))
    }

    async fn back<T: Listed>(&self, at: Option<From>) -> Result<Page<T>> {
        let mut found = self.read::<T>(true, at, self.limit + 1).await?;
        let more_before = found.len() > self.limit;
        found.truncate(self.limit);
        found.reverse();
        let more_after = at.is_some() && self.anything(false, found.last()).await?;
        Ok(finished(found, more_before, more_after))
    }

    async fn around<T: Listed>(&self, ticket: TicketId) -> Result<Page<T>> {
        let Some(cursor) = self.cursor_of(ticket).await? else {
            return self.onward(None).await;
        };
        let mut after_it = self.read::<T>(false, Some(from(cursor)), self.limit + 1).await?;
        if after_it.first().is_none_or(|(first, _)| *first != cursor) {
            return self.onward(None).await;
        }
        let mut found = self.read::<T>(true, Some(after(cursor)), self.limit + 1).await?;
        // The ticket is in the middle, unless an end of the list is near.
        let behind = self
            .limit
            .saturating_sub(after_it.len())
            .max(self.limit / 2)
            .min(found.len());
        let ahead = (self.limit - behind).min(after_it.len());
        let (more_before, more_after) = (found.len() > behind, after_it.len() > ahead);
        found.truncate(behind);
        found.reverse();
        after_it.truncate(ahead);
        found.append(&mut after_it);
        Ok(finished(found, more_before, more_after))
    }

    async fn cursor_of(&self, ticket: TicketId) -> Result<Option<Cursor>> {
        let sql = format!(
            "select {}, t.row_id from ticket t where t.id = $1",
            self.list.key()
        );
        let found = self.session.optional(&sql, &[&ticket.0]).await?;
        found.map(|row| cursor(&row)).transpose()
    }

    /// Whether the list continues beyond an item.
    async fn anything<T>(&self, backward: bool, item: Option<&(Cursor, Option<T>)>) -> Result<bool> {
        match item {
            Some((cursor, _)) => {
                let found = self.read::<Anything>(backward, Some(after(*cursor)), 1).await?;
                Ok(!found.is_empty())
            }
            None => Ok(false),
        }
    }

    async fn read<T: Listed>(&self, backward: bool, at: Option<From>, limit: usize) -> Result<Found<T>> {
        let mut found = Vec::new();
        for words in self.list.windows(self.session, backward, at).await? {
            found = self.read_window(backward, at, limit, &words).await?;
            if found.len() >= limit {
                break;
            }
        }
        Ok(found)
    }

    async fn read_window<T: Listed>(
        &self,
        backward: bool,
        at: Option<From>,
        limit: usize,
        words: &[String],
    ) -> Result<Found<T>> {
        let mut found = Vec::new();
        for part in self.list.parts(backward, at, limit, words) {
            if found.len() >= limit {
                break;
            }
            for row in self.part::<T>(&part, backward).await? {
                let cursor = cursor(&row)?;
                let item = decode::readable(T::read(&row, 2), || format!("row {} of a list", cursor.row))?;
                found.push((cursor, item));
            }
        }
        found.truncate(limit);
        Ok(found)
    }

    /// The rows of a part with the columns of their tickets. The part is read first: only its rows are looked up.
    async fn part<T: Listed>(&self, Select { sql, values }: &Select, backward: bool) -> Result<Vec<Row>> {
        let direction = if self.list.is_ascending(backward) {
            "asc"
        } else {
            "desc"
        };
        let sql = format!(
            "with k (key, row_id) as materialized ({sql})
            select k.key, k.row_id, {} from k join ticket t on t.row_id = k.row_id
            order by k.key {direction}, k.row_id {direction}",
            T::COLUMNS
        );
        self.session.rows_once(&sql, values).await
    }
}

/// A ticket of which no column is read.
struct Anything;

impl Listed for Anything {
    const COLUMNS: &'static str = "null";

    fn read(_: &Row, _: usize) -> Result<Self> {
        Ok(Self)
    }
}

fn cursor(row: &Row) -> Result<Cursor> {
    Ok(Cursor {
        key: get(row, 0)?,
        row: get(row, 1)?,
    })
}

fn from(cursor: Cursor) -> From {
    From {
        cursor,
        inclusive: true,
    }
}

fn after(cursor: Cursor) -> From {
    From {
        cursor,
        inclusive: false,
    }
}

fn finished<T>(found: Found<T>, more_before: bool, more_after: bool) -> Page<T> {
    let first = found.first().map(|(cursor, _)| *cursor);
    let last = found.last().map(|(cursor, _)| *cursor);
    Page {
        before: first.filter(|_| more_before),
        after: last.filter(|_| more_after),
        items: found.into_iter().filter_map(|(_, item)| item).collect(),
    }
}

/// The number of tickets by status, category and sureness, and of those whose reporter waits.
pub(crate) async fn counts(session: &Session) -> Result<Counts> {
    let (all, waiting) = tokio::try_join!(
        session.rows("select status, category, sure, tickets from tally", &[]),
        session.rows("select category, sure, tickets from waiting_tally", &[]),
    )?;
    let mut counts = Counts::default();
    for row in &all {
        counts.add(coded(row, 0)?, coded(row, 1)?, get(row, 2)?, number(row, 3)?);
    }
    for row in &waiting {
        counts.add_waiting(coded(row, 0)?, get(row, 1)?, number(row, 2)?);
    }
    Ok(counts)
}

/// Places in use that have a word beginning with each word of `text`, most used first.
pub(crate) async fn places(session: &Session, text: &str, limit: usize) -> Result<Vec<String>> {
    let mut sql = "select name from place p where uses > 0".to_owned();
    let mut values: Vec<Value> = Vec::new();
    for word in place_words(text) {
        let (from, until) = (values.len() + 1, values.len() + 2);
        sql.push_str(&format!(
            " and exists (select 1 from place_word w where w.place = p.id and w.word >= ${from} and w.word < ${until})"
        ));
        let end = format!("{word}\u{10FFFF}");
        values.extend([word.into(), end.into()]);
    }
    values.push(encode::limit(limit).into());
    sql.push_str(&format!(" order by uses desc, folded limit ${}", values.len()));
    session
        .rows_once(&sql, &values)
        .await?
        .iter()
        .map(|row| get(row, 0))
        .collect()
}

/// For each word, the number of tickets that contain exactly this word; `most` if there are more.
pub(crate) async fn occurrences(
    session: &Session,
    words: &[String],
    unclosed: bool,
    most: usize,
) -> Result<Vec<usize>> {
    let filter = Filter {
        unclosed,
        ..Filter::default()
    };
    let scope = filter_words::of_filter(&filter, None, None);
    let mut found = Vec::with_capacity(words.len());
    for word in words {
        let query: Vec<String> = std::iter::once(word)
            .chain(&scope)
            .map(|word| lexeme(word))
            .collect();
        let sql = "select count(*) from (select 1 from words where tokens @@ $1::tsquery limit $2) w";
        let values = [query.join(" & ").into(), encode::limit(most).into()];
        let rows = session.rows_once(sql, &values).await?;
        let count = rows.first().map_or(Ok(0), |row| number(row, 0))?;
        found.push(usize::try_from(count).unwrap_or(usize::MAX));
    }
    Ok(found)
}
