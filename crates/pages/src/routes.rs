// The commands, in one list: the routes of the window and of a browser. The table in `docs/ARCHITECTURE.md` says
// what each takes and answers; a test compares the two. `src-tauri/build.rs` includes this file.

/// Calls a macro with all commands, each as `module::command` below `pages::commands`, and with the tokens that follow
/// its name. `first_page` is the command for the first page, `asks_a_service` is async, `blocks` reads and writes the
/// disk.
#[macro_export]
macro_rules! with_commands {
    ($then:ident $($more:tt)*) => {
        $then! {
            first_page [entry::home]
            asks_a_service [analysis::analysis_panel]
            blocks [
                analysis::analysis,
                attention::attention,
                attention::attention_list,
                attention::discard_refused,
                attention::leave_earlier,
                attention::report_refused,
                attention::send_again,
                attention::send_earlier,
                classification::classification,
                classification::classification_figures,
                classification::learning,
                classification::use_model,
                drafts::discard_draft,
                drafts::save_draft,
                edit::edit_ticket,
                edit::modify_ticket,
                entry::choose_role,
                entry::clear_personal_data,
                help::choose_keys,
                help::help,
                hub::hub_line,
                list::queue,
                list::queue_counts,
                list::queue_rows,
                list::user_list,
                message::write_message,
                my_reports::my_reports,
                notices::dismiss_notice,
                notices::notices,
                on_screen::on_screen,
                remove_text::choose_text,
                remove_text::remove_text,
                report::classify,
                report::report_again,
                report::report_for_someone,
                report::report_ticket,
                report::reported,
                report::suggest_places,
                status::close_ticket,
                status::correct_category,
                status::start_ticket,
                ticket::open_ticket,
                ticket::ticket_view,
            ]
            $($more)*
        }
    };
}
