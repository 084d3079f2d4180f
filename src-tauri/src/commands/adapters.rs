//! Tauri commands, generated from the list of `pages`: each calls the command of the same name.

use pages::{Answer, Form, with_commands};
use tauri::State;

use super::work;
use crate::shell::Shell;

macro_rules! adapters {
    (
        first_page [$($_module:ident::$_command:ident),*]
        asks_a_service [$($asking_module:ident::$asking:ident),*]
        blocks [$($module:ident::$command:ident),* $(,)?]
    ) => {
        $(
            #[tauri::command]
            pub async fn $asking(shell: State<'_, Shell>, form: Form) -> Answer {
                pages::commands::$asking_module::$asking(shell.inner(), &form).await
            }
        )*
        $(
            #[tauri::command]
            pub async fn $command(shell: State<'_, Shell>, form: Form) -> Answer {
                work(&shell, move |shell| pages::commands::$module::$command(shell, &form)).await
            }
        )*
    };
}

with_commands!(adapters);
