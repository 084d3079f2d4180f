// The commands that only a desktop application has, after those of `pages`. `build.rs` includes this file.

/// Calls a macro with all commands of the window: those of `pages::with_commands!`, and `desktop`, each as
/// `module::command` below `commands`.
macro_rules! with_desktop_commands {
    ($then:ident) => {
        with_commands! {
            $then desktop [
                export_analysis::export_csv,
                export_analysis::export_picture,
                import_export::export_tickets,
                import_export::import_tickets,
                ready_to_close::ready_to_close,
                restore::choose_backup,
                restore::restart_to_restore,
                restore::restore_backup,
                restore::show_backups,
                show_in_folder::show_in_folder,
                zoom::zoom,
            ]
        }
    };
}
