// The commands of the window: the one list of routes (`docs/ARCHITECTURE.md` says what each takes and
// answers). `build.rs` reads it to declare them, `window.rs` to route them; a test compares it with what
// `capabilities/main.json` grants.

/// Calls a macro with all commands as `file::command`.
macro_rules! with_commands {
    ($then:ident) => {
        $then![
            analysis::analysis,
            analysis::analysis_panel,
            drafts::discard_draft,
            drafts::drafts_kept,
            drafts::save_draft,
            edit::edit_ticket,
            edit::modify_ticket,
            entry::choose_role,
            entry::home,
            figures::export_csv,
            figures::export_picture,
            files::export_tickets,
            files::import_tickets,
            help::help,
            list::queue,
            list::queue_counts,
            list::queue_rows,
            list::user_list,
            message::answer_and_close,
            message::write_message,
            notices::dismiss_notice,
            notices::notices,
            report::classify,
            report::my_reports,
            report::report_for_someone,
            report::report_ticket,
            report::suggest_places,
            classification::learning,
            classification::classification,
            classification::classification_figures,
            classification::use_model,
            status::close_ticket,
            status::correct_category,
            status::start_ticket,
            status::undo_close,
            ticket::open_ticket,
            ticket::ticket_view,
        ]
    };
}
