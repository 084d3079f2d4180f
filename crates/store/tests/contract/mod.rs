//! What every store must do, written against the trait.
//!
//! An implementation runs all of it with one line: `contract!(open_a_fresh_store)`, where the function gives
//! something that derefs to a store and keeps it alive.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on says so by panicking"
)]

pub mod classification;
pub mod commands;
pub mod feed;
pub mod fixtures;
pub mod histories;
pub mod lists;
pub mod model;
pub mod search;

/// Runs the whole suite on stores that `$open` makes.
macro_rules! contract {
    ($open:path) => {
        contract!($open;
            commands: a_report_is_kept, every_command_is_a_line_of_history, a_refused_command_leaves_no_trace,
                a_repeated_command_counts_once, a_repeated_report_finds_its_ticket_under_its_first_id,
                a_reused_command_id_is_refused, a_repeated_message_is_told_again, numbers_have_no_gaps,
                many_callers_at_once, texts_are_kept_exactly, dates_stay_in_order_when_the_clock_jumps_back;
            lists: pages_follow_each_other_in_both_directions, a_page_around_a_ticket, those_who_wait_longest_come_first,
                spans_are_half_open, counts_follow_every_change, places_are_suggested_by_use;
            search: all_words_must_occur_in_the_ticket, a_message_is_found_at_once, a_phrase_stays_in_one_text,
                case_and_diacritics_do_not_count, what_people_type_is_no_syntax, nobody_can_write_a_status,
                old_tickets_sort_by_their_opening;
            feed: each_change_moves_it_by_one, what_shares_a_stamp_is_never_split, a_follower_beyond_the_end_is_told,
                waiting_followers_wake, facts_follow_the_tickets;
            classification: the_helpdesk_judges_by_closing_and_correcting, corrections_are_told_in_their_order,
                what_was_learned_is_kept_with_its_figures, a_version_that_comes_again_is_kept_once,
                of_many_versions_the_last_and_the_one_in_use_are_kept;
            histories: random_histories_agree_with_a_naive_model;
        );
    };
    ($open:path; $($module:ident: $($name:ident),+;)+) => {
        $(mod $module {
            $(#[test]
            fn $name() {
                let store = $open();
                super::contract::$module::$name(&*store);
            })+
        })+
    };
}
pub(crate) use contract;
