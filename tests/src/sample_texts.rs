//! Places and messages of sample desks.

use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use tickets::{Category, Role};

const BUILDINGS: &[&str] = &[
    "Hall B",
    "Hall C",
    "Main library",
    "Engineering",
    "Chemistry",
    "Old Court",
    "Student union",
    "Science tower",
    "Law building",
    "Music school",
    "Sports centre",
    "North residence",
    "South residence",
    "Medical school",
    "Business school",
    "Canteen",
    "Administration",
    "Observatory",
    "Art studios",
    "Conference centre",
];

const OUTSIDE: &[&str] = &[
    "Bus stop at the main gate",
    "Car park 3",
    "Parking deck east",
    "Bike racks by the library",
    "Lawn behind Hall C",
];

const USER: &[&str] = &[
    "Any news?",
    "It is still the same this morning.",
    "Thank you, I will wait.",
    "It happened again after lunch, exactly as before.",
    "I can be there any day before ten.",
    "Is there anything I can do meanwhile?",
    "Two of my neighbours have the same problem.",
    "It works again, at least for now. Thanks.",
    "That did not help, sorry.",
    "Here is what I noticed: it only happens in the evening, never before five.",
    "Could someone at least tell me how long this will take?",
    "I have an exam on Thursday, so sooner would be better.",
    "The sign on the door says something else.",
    "I tried what you said and nothing changed.",
    "Perfect, thank you for the quick answer.",
    "Nobody came yesterday.",
];

const HELPDESK: &[&str] = &[
    "Thank you for the report. We are looking at it.",
    "A technician comes tomorrow between nine and eleven.",
    "Which room exactly, please?",
    "We have ordered the part; it should arrive on Wednesday.",
    "This should be solved now. Please tell us if it comes back.",
    "We passed this on to the office in charge and will write as soon as we hear from them.",
    "Could you try once more and tell us what you see?",
    "It is the same cause as in several other reports of today. We are on it.",
    "Sorry for the wait. Someone was there this morning and found nobody in.",
    "The supplier confirmed the fault. Until it is replaced, please use the one next door.",
    "We have refunded the amount; it takes three working days to arrive.",
    "Done. The room is open again.",
    "Please leave it as it is, so that we can see the fault.",
    "The work is planned for the break, when the rooms are empty.",
    "We restarted it from here. Is it better now?",
    "Thank you for your patience. We close this unless you write again.",
];

const TEAMS: &[&str] = &[
    "Front desk",
    "Porter's lodge",
    "Network team",
    "Works office",
    "Service desk",
];

/// A place for a problem of this category; some reports have none.
pub(crate) fn place(category: Category, random: &mut StdRng) -> Option<String> {
    let share = match category {
        Category::FacilityManagement => 0.9,
        Category::TechnicalIt => 0.6,
        Category::ServicesComplaints => 0.4,
    };
    if !random.random_bool(share) {
        return None;
    }
    if category != Category::TechnicalIt && random.random_bool(0.1) {
        return OUTSIDE.choose(random).map(|place| (*place).to_owned());
    }
    let building = BUILDINGS.choose(random)?;
    Some(match random.random_range(0..4) {
        0 => (*building).to_owned(),
        _ => format!(
            "{building}, room {}{:02}",
            random.random_range(0..5),
            random.random_range(1..40)
        ),
    })
}

/// One message of a conversation, and its writer's name, if any.
pub(crate) fn message(role: Role, random: &mut StdRng) -> (Option<&'static str>, String) {
    let (texts, name) = match role {
        Role::User => (USER, None),
        Role::Helpdesk => (
            HELPDESK,
            TEAMS.choose(random).copied().filter(|_| random.random_bool(0.5)),
        ),
    };
    (
        name,
        texts.choose(random).copied().unwrap_or("Any news?").to_owned(),
    )
}
