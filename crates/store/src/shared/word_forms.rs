//! Other forms of a word: its plural or its singular, in English, German and Italian.
//!
//! The index has words as they were written, so that an exact word and a phrase can be found; a search for a word
//! looks for its forms as well. Rules do not depend on a language, because nobody says in which one they write. They are
//! few, so that a form is rarely another word: no verbs, no Italian endings of short words ("data", "date").

/// Endings that replace each other behind a stem, and the minimum length of the stem in characters.
const ENDINGS: [(&str, &str, usize); 13] = [
    ("", "s", 3),     // printer, printers
    ("y", "ies", 3),  // battery, batteries
    ("f", "ves", 3),  // shelf, shelves
    ("fe", "ves", 3), // knife, knives
    ("", "e", 5),     // Stuhl, Stühle
    ("", "en", 5),    // Heizung, Heizungen
    ("a", "e", 4),    // porta, porte
    ("o", "i", 4),    // tavolo, tavoli
    ("e", "i", 4),    // stampante, stampanti
    ("ca", "che", 3), // banca, banche
    ("co", "chi", 3), // parco, parchi
    ("ga", "ghe", 3), // bottega, botteghe
    ("go", "ghi", 3), // albergo, alberghi
];

/// Ends of words whose plural has an "es": box, class, switch.
const HISSES: [&str; 5] = ["s", "x", "z", "ch", "sh"];

/// Ends of German words whose plural or dative has an "n": Lampe, Drucker, Tafel.
const BEFORE_N: [&str; 3] = ["e", "er", "el"];

/// German letters and the spelling on keyboards without them.
const UMLAUTS: [(char, &str); 3] = [('ä', "ae"), ('ö', "oe"), ('ü', "ue")];

/// A word in its normal form, followed by its other forms. `typed` is the word as it was typed.
#[must_use]
pub fn forms(word: &str, typed: &str) -> Vec<String> {
    let mut forms = vec![word.to_owned()];
    forms.extend(umlauts(word, typed));
    for form in forms.clone() {
        add_endings(&form, &mut forms);
    }
    let mut seen = Vec::with_capacity(forms.len());
    for form in forms {
        if !seen.contains(&form) {
            seen.push(form);
        }
    }
    seen
}

fn add_endings(word: &str, forms: &mut Vec<String>) {
    if !word.chars().all(char::is_alphabetic) {
        return;
    }
    for (one, other, shortest) in ENDINGS {
        for (from, to) in [(one, other), (other, one)] {
            // "class" is no plural, and "bus" gets "es".
            if let Some(stem) = word.strip_suffix(from)
                && stem.chars().count() >= shortest
                && !(to.len().max(from.len()) == 1 && stem.ends_with('s') && (from == "s" || to == "s"))
            {
                forms.push(format!("{stem}{to}"));
            }
        }
    }
    let singular = word.strip_suffix("es").filter(|stem| stem.len() > 2);
    forms.extend(singular.filter(|stem| ends(stem, &HISSES)).map(str::to_owned));
    if ends(word, &HISSES) && word.len() > 2 {
        forms.push(format!("{word}es"));
    }
    let shorter = word.strip_suffix('n').filter(|stem| stem.len() >= 5);
    forms.extend(shorter.filter(|stem| ends(stem, &BEFORE_N)).map(str::to_owned));
    if ends(word, &BEFORE_N) && word.len() >= 5 {
        forms.push(format!("{word}n"));
    }
}

fn ends(word: &str, ends: &[&str]) -> bool {
    ends.iter().any(|end| word.ends_with(end))
}

/// "Tür" is also "Tuer", and "Tuer" is "Tür", which has the normal form "tur".
fn umlauts(word: &str, typed: &str) -> Option<String> {
    let typed = typed.to_lowercase();
    if typed.contains(UMLAUTS.map(|(letter, _)| letter)) {
        let spelled = UMLAUTS
            .iter()
            .fold(typed, |text, (letter, digraph)| text.replace(*letter, digraph));
        return Some(tickets::normal_form::normal_form(&spelled));
    }
    if word.len() < 4 || !UMLAUTS.iter().any(|(_, digraph)| word.contains(digraph)) {
        return None;
    }
    let plain =
        |text: String, (_, digraph): &(char, &str)| text.replace(digraph, digraph.get(..1).unwrap_or(""));
    Some(UMLAUTS.iter().fold(word.to_owned(), plain))
}

#[cfg(test)]
mod tests {
    use tickets::normal_form::normal_form;

    use super::*;

    fn are_forms(one: &str, other: &str) -> bool {
        let of = |typed: &str| forms(&normal_form(typed), typed);
        let (from, to) = (
            of(one).contains(&normal_form(other)),
            of(other).contains(&normal_form(one)),
        );
        assert_eq!(from, to, "{one} and {other}: in both directions");
        from
    }

    #[test]
    fn singular_and_plural_are_forms_of_each_other() {
        for (one, other) in [
            ("printer", "printers"),
            ("key", "keys"),
            ("battery", "batteries"),
            ("box", "boxes"),
            ("switch", "switches"),
            ("class", "classes"),
            ("bus", "buses"),
            ("shelf", "shelves"),
            ("Lampe", "Lampen"),
            ("Drucker", "Druckern"),
            ("Stuhl", "Stühle"),
            ("Heizung", "Heizungen"),
            ("Tür", "Tuer"),
            ("porta", "porte"),
            ("tavolo", "tavoli"),
            ("stampante", "stampanti"),
            ("banca", "banche"),
        ] {
            assert!(are_forms(one, other), "{one} {other}");
        }
    }

    #[test]
    fn other_words_are_no_forms() {
        for (one, other) in [
            ("heat", "heating"),
            ("wife", "wifi"),
            ("data", "date"),
            ("glas", "glass"),
            ("las", "lass"),
            ("is", "s"),
            ("car", "care"),
            ("plan", "plane"),
            ("print", "printer"),
            ("b204", "b204s"),
            ("hid", "hidden"),
        ] {
            assert!(!are_forms(one, other), "{one} {other}");
        }
        assert_eq!(forms("b204", "B204"), ["b204"]);
        assert_eq!(forms("机", "机"), ["机"]);
    }
}
