//! Places: one row for all spellings of a place, with the number of tickets that name it now, and its words.

use std::collections::HashMap;

use store::shared::filter_words::place_words;
use store::shared::places::folded;
use tickets::Place;

use super::changes::Changes;
use crate::decode::get;
use crate::encode::column;
use crate::failure::Result;
use crate::session::Session;

/// Adds the places that are new, and counts the uses that changed. Returns the ids of all places that the tickets name, by
/// their folded form.
pub(super) async fn count_uses(session: &Session, changes: &Changes) -> Result<HashMap<String, i64>> {
    let mut ids = HashMap::new();
    let mut uses: HashMap<String, i64> = HashMap::new();
    for changed in &changes.tickets {
        let before = changed.place_before.as_ref();
        ids.extend(before.map(|(place, id)| (folded(place.as_str()), *id)));
        let after = changed.ticket.place.as_ref();
        if before.map(|(place, _)| place) != after {
            for (place, change) in [(before.map(|(place, _)| place), -1), (after, 1)] {
                let place = place.map(|place| folded(place.as_str()));
                *uses.entry(place.unwrap_or_default()).or_default() += change;
            }
        }
    }
    // A ticket without a place.
    uses.remove("");
    if !changes.places.is_empty() {
        ids.extend(find_or_add(session, &changes.places).await?);
    }
    let changed = uses.into_iter().filter(|(_, change)| *change != 0);
    let changed: Vec<(i64, i64)> = changed
        .filter_map(|(place, change)| Some((*ids.get(&place)?, change)))
        .collect();
    if !changed.is_empty() {
        session
            .execute(
                "update place p set uses = p.uses + n.change from unnest($1::bigint[], $2::bigint[]) n (id, change)
                where p.id = n.id",
                &[&column(&changed, |(id, _)| *id), &column(&changed, |(_, change)| *change)],
            )
            .await?;
    }
    Ok(ids)
}

/// The ids of places by their folded form. A place that is not known yet is added as it is spelled first.
async fn find_or_add(session: &Session, places: &[Place]) -> Result<HashMap<String, i64>> {
    let mut named: Vec<(String, &str)> = Vec::new();
    for place in places {
        let form = folded(place.as_str());
        if !named.iter().any(|(known, _)| *known == form) {
            named.push((form, place.as_str()));
        }
    }
    let forms = column(&named, |(form, _)| form.as_str());
    let known = session
        .rows("select folded, id from place where folded = any($1)", &[&forms])
        .await?;
    let mut ids = HashMap::new();
    for row in &known {
        ids.insert(get(row, 0)?, get(row, 1)?);
    }
    named.retain(|(form, _)| !ids.contains_key(form));
    if named.is_empty() {
        return Ok(ids);
    }
    let added = session
        .rows(
            "insert into place (name, folded, uses) select name, folded, 0 from unnest($1::text[], $2::text[])
            with ordinality n (name, folded, nth) order by nth returning folded, id",
            &[&column(&named, |(_, name)| *name), &column(&named, |(form, _)| form.as_str())],
        )
        .await?;
    for row in &added {
        ids.insert(get(row, 0)?, get(row, 1)?);
    }
    let new = named
        .iter()
        .filter_map(|(form, name)| Some((*ids.get(form)?, *name)));
    add_words(session, new).await?;
    Ok(ids)
}

/// Stores the words of places: id, name.
pub(crate) async fn add_words<'n>(
    session: &Session,
    places: impl Iterator<Item = (i64, &'n str)>,
) -> Result<()> {
    let words: Vec<(String, i64)> = places
        .flat_map(|(id, name)| place_words(name).into_iter().map(move |word| (word, id)))
        .collect();
    session
        .execute(
            "insert into place_word (word, place) select * from unnest($1::text[], $2::bigint[])",
            &[
                &column(&words, |(word, _)| word.as_str()),
                &column(&words, |(_, id)| *id),
            ],
        )
        .await
        .map(drop)
}
