//! The suite that every storage runs, written against [`Store`](crate::Store).
//!
//! A storage runs all of it with one line, `store::contract!(open);`, where `open` returns a fresh, empty store: a value
//! that dereferences to `dyn Store` and keeps the store alive.
//!
//! The random histories use a new seed in each run and print it. To repeat a run, set `CAMPUS_DESK_SEED` to that seed.
//! A failing history is shrunk to a short one before it is shown.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test reports failures by panicking"
)]
#![expect(missing_docs, reason = "the name of a test says what it checks")]

pub mod arrivals;
pub mod bulk;
pub mod classification;
pub mod commands;
pub mod feed;
pub mod fixtures;
pub mod histories;
pub mod links;
pub mod lists;
pub mod lost_states;
pub mod predictions;
pub mod removal;
pub mod replica_fixtures;
pub mod replica_removal;
pub mod resyncs;
pub mod search;
pub mod unclosed_feed;

/// Runs the whole suite on the stores that `$open` opens.
#[macro_export]
macro_rules! contract {
    ($open:path) => {
        $crate::contract!($open;
            commands: a_report_is_stored, every_command_is_a_line_of_history, a_refused_command_leaves_no_trace,
                a_repeated_command_counts_once, a_repeated_report_finds_its_ticket_under_its_first_id,
                a_reused_command_id_is_refused, a_repeated_message_is_answered_with_the_first_one,
                numbers_have_no_gaps, many_callers_at_once, texts_are_stored_exactly,
                dates_stay_in_order_when_the_clock_jumps_back, a_batch_is_decided_in_its_order,
                many_batches_at_once_keep_their_order,
                an_edit_based_on_a_command_does_not_conflict_with_that_command,
                a_base_that_was_not_accepted_for_the_ticket_conflicts, an_edit_that_changes_nothing_leaves_no_trace,
                a_command_may_require_the_version_after_a_command,
                a_stored_text_that_todays_limits_would_refuse_stays_readable,
                a_report_gets_its_number_again_if_it_is_free;
            links: both_tickets_show_the_link, a_link_outlives_every_change_and_is_in_the_feed,
                a_link_is_part_of_the_command, a_link_may_name_a_ticket_that_is_not_here;
            lists: pages_follow_each_other_in_both_directions, a_page_around_a_ticket,
                tickets_that_wait_longest_come_first, tickets_that_wait_for_us_are_a_list_with_a_count,
                a_thread_is_read_from_its_end, spans_are_half_open, counts_follow_every_change,
                places_are_suggested_by_use;
            search: all_words_must_occur_in_the_ticket, a_message_is_found_at_once, a_phrase_stays_in_one_text,
                case_and_diacritics_do_not_count, a_search_text_is_never_syntax,
                a_text_cannot_imitate_a_filter_word, tickets_are_listed_by_opening_not_by_row,
                a_long_thread_is_found_by_words_anywhere_in_it, long_threads_are_listed_in_order_among_the_others,
                an_imported_long_thread_is_found,
                a_word_anywhere_in_a_long_thread_is_left_out,
                a_minus_leaves_tickets_out_and_or_finds_both, spellings_and_forms_of_a_word_find_each_other,
                words_inside_a_text_without_blanks_are_found, people_are_found_by_name,
                a_place_is_found_by_the_beginnings_of_its_words,
                many_words_of_places_with_one_beginning_are_all_found,
                tickets_and_words_are_counted_up_to_a_limit;
            feed: each_change_moves_it_by_one, what_shares_a_stamp_is_never_split,
                a_follower_beyond_the_head_receives_the_head, waiting_followers_wake, facts_follow_the_tickets,
                each_command_is_a_line_of_history_in_the_feed, the_mark_of_a_number_is_made_of_its_command_and_the_time,
                a_new_desk_has_no_mark, an_answer_has_a_limited_number_of_lines;
            unclosed_feed: a_closed_ticket_leaves_the_replica, a_first_sync_needs_no_closed_tickets,
                a_ticket_that_is_closed_during_a_first_sync_leaves_the_replica_at_its_end,
                messages_of_a_ticket_that_changed_later_are_not_lost;
            bulk: an_imported_ticket_has_one_number_of_the_feed, an_import_is_all_or_nothing,
                a_known_ticket_is_not_imported_again, a_snapshot_contains_everything_of_one_moment;
            removal: a_removed_description_is_gone_with_its_earlier_versions,
                a_removed_message_is_gone_and_stays_in_its_place,
                all_texts_of_a_ticket_are_removed_but_not_who_and_when,
                only_the_helpdesk_removes_texts_also_of_closed_tickets,
                a_command_whose_text_was_removed_is_known_by_its_id,
                a_follower_receives_changed_messages_and_lines_again,
                texts_and_names_of_tickets_closed_long_ago_are_removed_once;
            classification: closing_and_correcting_review_a_ticket, corrections_are_read_in_their_order,
                a_lesson_is_saved_with_its_figures, a_saved_version_is_replaced,
                all_models_are_replaced_by_one_or_none,
                the_last_fifty_versions_and_the_one_in_use_are_retained;
        );

        #[test]
        fn random_histories_agree_with_the_memory_store() {
            $crate::contract::histories::random_histories_agree_with_the_memory_store($open);
        }
    };
    ($open:path; $($module:ident: $($name:ident),+;)+) => {
        $(mod $module {
            $(#[test]
            fn $name() {
                let store = $open();
                $crate::contract::$module::$name(&*store);
            })+
        })+
    };
}

/// Runs the suite of a replica on the stores that `$open` opens: values that dereference to `dyn Replica`.
#[macro_export]
macro_rules! replica_contract {
    ($open:path) => {
        $crate::contract!($open;
            predictions: a_command_is_predicted_and_waits, a_repeated_command_waits_once,
                a_refused_prediction_does_not_wait, a_report_has_no_number_until_it_is_accepted,
                a_refused_command_needs_attention, an_edit_of_a_prediction_names_its_command,
                an_edit_of_a_refused_prediction_conflicts, an_edit_that_changes_nothing_waits_for_nothing,
                an_edit_on_top_of_an_own_message_replaces_no_text_that_came_before_the_message,
                a_desk_with_tickets_does_not_join, sent_commands_are_forgotten_by_their_age;
            arrivals: what_waits_is_replayed_on_their_change, what_would_be_refused_now_still_waits,
                an_older_page_changes_nothing, a_line_before_its_ticket_waits_for_it,
                a_line_of_the_feed_answers_a_command, the_corrections_of_all_computers_are_counted_once,
                the_last_correction_of_a_ticket_counts_in_whatever_order_the_lines_arrive,
                a_closed_ticket_leaves_the_replica,
                a_late_answer_brings_no_closed_ticket_back,
                an_answer_after_the_closing_brings_no_ticket_back_however_late_its_number,
                a_repeated_command_of_a_ticket_that_was_closed_meanwhile_counted,
                the_refusals_of_a_closed_ticket_lose_its_text;
            resyncs: a_resync_deletes_only_at_its_end, a_lost_command_is_sent_again,
                a_number_that_was_given_twice_belongs_to_the_hubs_ticket, what_the_hub_answered_is_remembered_until_it_is_confirmed_and_passed,
                a_helpdesks_queue_is_complete_before_its_closed_tickets,
                values_that_cannot_be_read_are_counted_until_the_feed_is_read_again,
                a_ticket_that_was_closed_before_a_first_sync_leaves_no_text, another_role_sends_nothing_again,
                what_the_hub_accepted_in_another_role_needs_no_attention;
            lost_states: a_waiting_edit_of_a_lost_text_does_not_replace_another,
                an_edit_that_was_lost_with_the_text_before_it_does_not_replace_another,
                an_edit_of_a_lost_text_while_the_feed_is_read_again_does_not_replace_another,
                an_edit_of_a_version_without_its_line_does_not_replace_another_text,
                an_edit_of_a_version_without_its_line_conflicts_while_the_feed_is_read_again,
                an_edit_of_a_text_that_the_hub_still_has_is_accepted, a_close_of_a_lost_state_closes_no_other;
            replica_removal: a_removed_text_leaves_every_copy,
                a_message_whose_text_was_removed_arrives_after_its_line,
                a_resync_does_not_remove_what_was_written_after_a_removal,
                a_removal_on_the_replica_itself_is_predicted,
                a_removal_before_its_ticket_removes_the_text_with_it;
        );
    };
}
