//! The hub's command line.
#![expect(clippy::expect_used, reason = "a failed step fails the test")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::tempdir;

const TICKETS: &str = "\
number,description,place,category,status,opened_at,modified_at,closed_at
7,\"The lift is stuck, again\nsince nine\",Hall B,facility-management,closed,2026-01-05T09:00:00Z,2026-01-06T10:00:00Z,2026-01-06T10:00:00Z
12,No Wi-Fi in the library,,,active,2026-02-01T08:30:00+01:00,2026-02-01T09:00:00Z,
40,\"مصعد \"\"معطل\"\" 🛗\",Canteen,services-complaints,open,2026-03-01T00:00:00.123Z,2026-03-01T00:00:00.123Z,
";

const MESSAGES: &str = "\
number,at,role,name,body
7,2026-01-05T10:00:00Z,helpdesk,Grace,On our way
7,2026-01-05T11:00:00Z,user,,\"Thank you,
all of you\"
12,2026-02-01T09:00:00Z,user,Ada,Any news?
";

#[test]
fn an_export_of_an_import_is_the_same_file() {
    let folder = tempdir().expect("a folder");
    let folder = folder.path();
    fs::write(folder.join("tickets.csv"), TICKETS).expect("written");
    fs::write(folder.join("messages.csv"), MESSAGES).expect("written");
    let stderr = move_tickets(folder, "import", "one.db", "tickets.csv", "messages.csv");
    assert!(stderr.contains("imported 3 tickets and 3 messages"), "{stderr}");
    let stderr = move_tickets(folder, "export", "one.db", "tickets-1.csv", "messages-1.csv");
    assert!(stderr.contains("exported 3 tickets and 3 messages"), "{stderr}");
    move_tickets(folder, "import", "two.db", "tickets-1.csv", "messages-1.csv");
    move_tickets(folder, "export", "two.db", "tickets-2.csv", "messages-2.csv");
    let read = |name: &str| fs::read_to_string(folder.join(name)).expect("read");
    assert_eq!(read("tickets-1.csv"), read("tickets-2.csv"));
    assert_eq!(read("messages-1.csv"), read("messages-2.csv"));
    let tickets = read("tickets-1.csv");
    assert!(
        tickets.contains(
            "40,\"مصعد \"\"معطل\"\" 🛗\",Canteen,services-complaints,open,2026-03-01T00:00:00.123Z"
        )
    );
    assert!(
        tickets.contains("2026-02-01T07:30:00Z"),
        "times are exported in UTC: {tickets}"
    );
    assert!(read("messages-1.csv").contains("7,2026-01-05T11:00:00Z,user,,\"Thank you,\nall of you\""));
}

#[test]
fn a_second_import_of_a_file_says_what_is_already_here() {
    let folder = tempdir().expect("a folder");
    let folder = folder.path();
    let more = format!("{MESSAGES}12,2026-02-01T09:00:00Z,helpdesk,Grace,Not yet\n");
    fs::write(folder.join("tickets.csv"), TICKETS).expect("written");
    fs::write(folder.join("messages.csv"), MESSAGES).expect("written");
    fs::write(folder.join("more.csv"), more).expect("written");
    let import = |messages| move_tickets(folder, "import", "desk.db", "tickets.csv", messages);
    assert!(!import("messages.csv").contains("already here"));
    let stderr = import("more.csv");
    assert!(stderr.contains("imported 0 tickets and 0 messages"), "{stderr}");
    assert!(
        stderr.contains("3 tickets were already here, with 3 of their messages"),
        "{stderr}"
    );
    assert!(
        stderr.contains("new messages of these tickets, which were not imported: 1"),
        "{stderr}"
    );
}

#[test]
fn an_export_for_spreadsheets_has_an_apostrophe_before_formulas() {
    let folder = tempdir().expect("a folder");
    let folder = folder.path();
    let tickets = TICKETS.replace("No Wi-Fi", "=1+1");
    fs::write(folder.join("tickets.csv"), tickets).expect("written");
    fs::write(folder.join("messages.csv"), MESSAGES).expect("written");
    move_tickets(folder, "import", "desk.db", "tickets.csv", "messages.csv");
    let read = |options: &[&str]| {
        let options = [&["desk.db", "out.csv"], options].concat();
        let run = hub(&["export", "--data"], folder, &options);
        assert!(run.status.success(), "{run:?}");
        fs::read_to_string(folder.join("out.csv")).expect("read")
    };
    assert!(read(&[]).contains("12,=1+1 in the library"));
    assert!(read(&["--for-spreadsheets"]).contains("12,'=1+1 in the library"));
}

#[test]
fn an_invalid_row_imports_nothing_and_the_error_names_its_line() {
    let folder = tempdir().expect("a folder");
    let folder = folder.path();
    let again = "7,No heat,,,open,2026-03-02T00:00:00Z,2026-03-02T00:00:00Z,\n";
    for (row, reason) in [
        (again, "7"),
        (
            "50,No heat,,food,open,2026-03-02T00:00:00Z,2026-03-02T00:00:00Z,\n",
            "food",
        ),
        (
            "50, ,,,open,2026-03-02T00:00:00Z,2026-03-02T00:00:00Z,\n",
            "blank",
        ),
        ("50,No heat,,,open,yesterday,2026-03-02T00:00:00Z,\n", "yesterday"),
        (
            "50,No heat,,,closed,2026-03-02T00:00:00Z,2026-03-02T00:00:00Z,\n",
            "closed",
        ),
        (
            "50,No heat,,,open,2026-03-02T00:00:00Z,2026-03-01T00:00:00Z,\n",
            "opened",
        ),
    ] {
        fs::write(folder.join("tickets.csv"), format!("{TICKETS}{row}")).expect("written");
        let run = hub(&["import", "--data"], folder, &["desk.db", "tickets.csv"]);
        let stderr = String::from_utf8_lossy(&run.stderr);
        assert_eq!(run.status.code(), Some(1), "{row}");
        assert!(
            stderr.contains("tickets.csv, line 6") && stderr.contains(reason),
            "{stderr}"
        );
        move_tickets(folder, "export", "desk.db", "left.csv", "left-messages.csv");
        assert_eq!(
            fs::read_to_string(folder.join("left.csv"))
                .expect("read")
                .lines()
                .count(),
            1
        );
    }
}

#[test]
fn a_desk_is_backed_up_damaged_and_restored() {
    let folder = tempdir().expect("a folder");
    let folder = folder.path();
    fs::write(folder.join("tickets.csv"), TICKETS).expect("written");
    fs::write(folder.join("messages.csv"), MESSAGES).expect("written");
    move_tickets(folder, "import", "desk.db", "tickets.csv", "messages.csv");
    let run = |task: &str, code: i32| {
        let run = hub(&[task, "--data"], folder, &["desk.db", "copy.db"]);
        let stderr = String::from_utf8_lossy(&run.stderr).into_owned();
        assert_eq!(run.status.code(), Some(code), "{stderr}");
        stderr
    };
    let backed_up = run("backup", 0);
    assert!(
        backed_up.contains("backed up 3 tickets, last changed at 2026-03-01T00:00:00Z, to copy.db"),
        "{backed_up}"
    );
    let again = run("backup", 1);
    assert!(
        again.contains("copy.db exists already and was not changed"),
        "{again}"
    );
    fs::write(folder.join("desk.db"), "damaged").expect("written");
    let restored = run("restore", 0);
    assert!(restored.contains("restored 3 tickets"), "{restored}");
    assert!(restored.contains("the desk before it is"), "{restored}");
    move_tickets(folder, "export", "desk.db", "left.csv", "left-messages.csv");
    let left = fs::read_to_string(folder.join("left.csv")).expect("read");
    assert!(left.contains("The lift is stuck, again"), "{left}");
    fs::write(folder.join("copy.db"), "damaged too").expect("written");
    let refused = run("restore", 1);
    assert!(
        refused.contains("copy.db is damaged") && refused.contains("The desk was not changed"),
        "{refused}"
    );
}

#[test]
fn a_failed_start_says_why_and_what_to_do() {
    let folder = tempdir().expect("a folder");
    let folder = folder.path();
    let stderr = |run: &Output| String::from_utf8_lossy(&run.stderr).into_owned();
    let serve = |tokens: Option<&str>| {
        if let Some(tokens) = tokens {
            write_tokens(&folder.join("tokens.toml"), tokens);
        }
        let run = hub(
            &["serve", "--data"],
            folder,
            &["desk.db", "--tokens", "tokens.toml"],
        );
        assert_eq!(run.status.code(), Some(1));
        assert!(run.stdout.is_empty());
        stderr(&run)
    };
    assert!(serve(None).contains("the file needs the keys user, helpdesk and service"));
    assert!(serve(Some("user = \"only-one-token-of-three\"")).contains("missing field `helpdesk`"));
    let blank = "user = \"a\"\nhelpdesk = \"\"\nservice = \"c\"";
    assert!(serve(Some(blank)).contains("the token of “helpdesk” must be visible ASCII characters"));
    assert!(
        !folder.join("desk.db").exists(),
        "a hub without tokens creates no database"
    );
    let nowhere = hub(&["export", "--data"], folder, &["nowhere.db", "tickets.csv"]);
    assert_eq!(nowhere.status.code(), Some(1));
    assert!(stderr(&nowhere).contains("nowhere.db"), "{}", stderr(&nowhere));
    assert!(
        !folder.join("nowhere.db").exists(),
        "an export creates no database"
    );
    assert_eq!(hub(&["serve", "--nonsense"], folder, &[]).status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn a_token_file_that_other_accounts_can_read_is_refused_with_what_to_do() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempdir().expect("a folder");
    let folder = folder.path();
    let secrets = "user = \"3f0c-user\"\nhelpdesk = \"3f0c-helpdesk\"\nservice = \"3f0c-service\"";
    let file = folder.join("tokens.toml");
    write_tokens(&file, secrets);
    for mode in [0o604, 0o644, 0o660, 0o602] {
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).expect("changed");
        let run = hub(
            &["serve", "--data"],
            folder,
            &["desk.db", "--tokens", "tokens.toml"],
        );
        let stderr = String::from_utf8_lossy(&run.stderr);
        assert_eq!(run.status.code(), Some(1));
        assert!(
            stderr.contains("chmod 600 tokens.toml") && !stderr.contains("3f0c"),
            "{stderr}"
        );
    }
}

/// Writes a file that only this account can read.
fn write_tokens(file: &Path, tokens: &str) {
    let _ = fs::remove_file(file);
    let mut options = fs::File::options();
    options.create(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(file).expect("created");
    std::io::Write::write_all(&mut file, tokens.as_bytes()).expect("written");
}

/// Imports or exports. Returns the output on stderr.
fn move_tickets(folder: &Path, task: &str, desk: &str, tickets: &str, messages: &str) -> String {
    let run = hub(
        &[task, "--data"],
        folder,
        &[desk, tickets, "--messages", messages],
    );
    let stderr = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(run.status.success(), "{stderr}");
    stderr
}

fn hub(task: &[&str], folder: &Path, rest: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_campus-desk-hub"))
        .args(task)
        .args(rest)
        .current_dir(folder)
        .output()
        .expect("the hub runs")
}

/// All files of a folder, as one text.
fn all_files(folder: &Path) -> String {
    let files = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path());
    let desk = files.filter(|file| file.to_string_lossy().contains(".db"));
    let bytes = desk.flat_map(|file| fs::read(file).expect("read"));
    String::from_utf8_lossy(&bytes.collect::<Vec<_>>()).into_owned()
}

#[test]
fn a_forgotten_ticket_leaves_who_and_when_but_not_what() {
    let folder = tempdir().expect("a folder");
    let folder = folder.path();
    fs::write(folder.join("tickets.csv"), TICKETS).expect("written");
    fs::write(folder.join("messages.csv"), MESSAGES).expect("written");
    move_tickets(folder, "import", "desk.db", "tickets.csv", "messages.csv");
    assert!(all_files(folder).contains("stuck, again"));

    let run = hub(&["forget", "--ticket", "7", "--data"], folder, &["desk.db"]);
    assert!(run.status.success(), "{run:?}");
    let files = all_files(folder);
    for text in ["stuck, again", "On our way", "Hall B", "all of you"] {
        assert!(!files.contains(text), "{text}");
    }
    move_tickets(folder, "export", "desk.db", "tickets-1.csv", "messages-1.csv");
    let read = |name: &str| fs::read_to_string(folder.join(name)).expect("read");
    assert!(
        read("tickets-1.csv").contains("7,Text removed,,facility-management,closed,2026-01-05T09:00:00Z")
    );
    assert!(read("messages-1.csv").contains("7,2026-01-05T10:00:00Z,helpdesk,Grace,Text removed"));

    let run = hub(
        &["forget", "--ticket", "12", "--message", "1", "--data"],
        folder,
        &["desk.db"],
    );
    assert!(run.status.success(), "{run:?}");
    move_tickets(folder, "export", "desk.db", "tickets-2.csv", "messages-2.csv");
    assert!(read("tickets-2.csv").contains("No Wi-Fi in the library"));
    assert!(!read("messages-2.csv").contains("Any news?") && !all_files(folder).contains("Any news?"));

    for (arguments, reason) in [
        (&["forget", "--ticket", "8", "--data"][..], "there is no ticket 8"),
        (
            &["forget", "--ticket", "12", "--message", "2", "--data"],
            "ticket 12 has 1 message",
        ),
        (
            &["forget", "--ticket", "12", "--message", "1", "--data"],
            "nothing to change",
        ),
    ] {
        let run = hub(arguments, folder, &["desk.db"]);
        let stderr = String::from_utf8_lossy(&run.stderr);
        assert!(!run.status.success() && stderr.contains(reason), "{stderr}");
    }
    let run = hub(&["forget", "--ticket", "7", "--data"], folder, &["typo.db"]);
    assert!(String::from_utf8_lossy(&run.stderr).contains("there is no desk"));
    assert!(!folder.join("typo.db").exists());
}

#[test]
fn the_retention_removes_texts_and_names_of_tickets_closed_long_ago() {
    let folder = tempdir().expect("a folder");
    let folder = folder.path();
    // The ticket that is closed was closed many months ago, whenever the test runs.
    fs::write(folder.join("tickets.csv"), TICKETS.replace("2026-01", "2020-01")).expect("written");
    fs::write(
        folder.join("messages.csv"),
        MESSAGES.replace("2026-01", "2020-01"),
    )
    .expect("written");
    move_tickets(folder, "import", "desk.db", "tickets.csv", "messages.csv");
    let retain = |more: &[&str]| {
        let run = hub(
            &[&["retain", "--months", "24"][..], more, &["--data"]].concat(),
            folder,
            &["desk.db"],
        );
        assert!(run.status.success(), "{run:?}");
        let output = [run.stdout, run.stderr].concat();
        String::from_utf8_lossy(&output).into_owned()
    };
    assert!(retain(&["--dry-run"]).contains("1 ticket was closed more than 24 months ago"));
    assert!(
        all_files(folder).contains("stuck, again"),
        "a dry run changes nothing"
    );
    assert!(retain(&[]).contains("texts and names of 1 ticket"));
    assert!(retain(&["--dry-run"]).contains("0 tickets"));
    let files = all_files(folder);
    for text in ["stuck, again", "On our way", "Grace", "all of you"] {
        assert!(!files.contains(text), "{text}");
    }
    move_tickets(folder, "export", "desk.db", "tickets-1.csv", "messages-1.csv");
    let read = |name: &str| fs::read_to_string(folder.join(name)).expect("read");
    let closed = "7,Text removed,Hall B,facility-management,closed,2020-01-05T09:00:00Z";
    assert!(read("tickets-1.csv").contains(closed), "the figures stay");
    assert!(
        read("messages-1.csv").contains("Ada,Any news?"),
        "other tickets have their texts"
    );
}

#[test]
fn what_makes_no_sense_for_a_desk_in_a_database_says_what_to_do_instead() {
    let folder = tempdir().expect("a folder");
    let folder = folder.path();
    let tokens = "user = \"3f0c-user\"\nhelpdesk = \"3f0c-helpdesk\"\nservice = \"3f0c-service\"";
    write_tokens(&folder.join("tokens.toml"), tokens);
    let address = "postgresql://desk@127.0.0.1:1/desk";
    let with_password = "postgresql://desk:hunter2@127.0.0.1:1/desk";
    for (arguments, part) in [
        (&["backup", "--data", address, "copy.db"][..], "pg_dump"),
        (&["restore", "--data", address, "copy.db"], "campus-desk-hub move"),
        (
            &[
                "serve",
                "--data",
                address,
                "--tokens",
                "tokens.toml",
                "--keep-backups",
                "3",
            ],
            "is for a desk in a file",
        ),
        (&["export", "--data", with_password, "tickets.csv"], "PGPASSWORD"),
        (
            &["move", "--from", with_password, "--to", "desk.db"],
            "PGPASSWORD",
        ),
        (
            &["move", "--from", "nothing.db", "--to", address],
            "there is no desk",
        ),
        (
            &["forget", "--data", address, "--ticket", "1"],
            "the database desk on 127.0.0.1",
        ),
    ] {
        let run = hub(arguments, folder, &[]);
        let stderr = String::from_utf8_lossy(&run.stderr);
        assert_eq!(run.status.code(), Some(1), "{arguments:?}: {stderr}");
        assert!(
            stderr.contains(part) && !stderr.contains("hunter2"),
            "{arguments:?}: {stderr}"
        );
        assert!(!stderr.contains("panicked") && run.stdout.is_empty(), "{stderr}");
    }
    assert!(!folder.join("nothing.db").exists());
}
