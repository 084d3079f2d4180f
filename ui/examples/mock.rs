#![allow(warnings)]
#[path = "../tests/fixtures/mod.rs"]
mod fixtures;
use fixtures::*;
use std::{
    collections::*,
    io::{BufRead, BufReader, Read, Write},
    net::TcpListener,
};
use tickets::*;
use ui::{Fragment, list::Rows, queue::*, ticket::*, user::*, write::*};

fn main() {
    let dir = std::env::args().nth(1).unwrap();
    let listener = TcpListener::bind("127.0.0.1:8918").unwrap();
    let mut queue: Vec<QueueRow> = rows(11).into_iter().take(1).collect();
    let proto = rows(200);
    queue.clear();
    for n in 0..12_000u64 {
        let mut r = proto[3 + (n % 100) as usize].clone();
        r.id = id(20_000 - n);
        r.number = Some(20_000 - n);
        r.opened_at = ago(n as i64 / 10);
        queue.push(r);
    }
    let mut closing: HashSet<TicketId> = HashSet::new();
    let mut next = 20_001u64;
    let mut drafts: Vec<String> = vec![];
    for stream in listener.incoming() {
        let mut s = stream.unwrap();
        let mut r = BufReader::new(s.try_clone().unwrap());
        let mut line = String::new();
        r.read_line(&mut line).unwrap();
        let mut len = 0;
        loop {
            let mut h = String::new();
            r.read_line(&mut h).unwrap();
            if h.trim().is_empty() {
                break;
            }
            if let Some(v) = h.to_lowercase().strip_prefix("content-length:") {
                len = v.trim().parse().unwrap();
            }
        }
        let mut body = vec![0; len];
        r.read_exact(&mut body).unwrap();
        let mut parts = line.split(' ');
        let method = parts.next().unwrap_or("");
        let path = parts.next().unwrap_or("/");
        let body = String::from_utf8_lossy(&body).into_owned();
        let form: HashMap<String, String> = body
            .split('&')
            .filter_map(|kv| kv.split_once('='))
            .map(|(k, v)| {
                (
                    k.to_owned(),
                    v.replace('+', " ").replace("%3A", ":").replace("%2C", ","),
                )
            })
            .collect();
        let f = |k: &str| form.get(k).cloned().unwrap_or_default();
        let (mime, out): (&str, Vec<u8>) = if method == "GET" {
            let p = if path == "/" { "/index.html" } else { path };
            let m = if p.ends_with("js") {
                "text/javascript"
            } else if p.ends_with("css") {
                "text/css"
            } else {
                "text/html"
            };
            (m, std::fs::read(format!("{dir}{p}")).unwrap_or_default())
        } else {
            let page = |at: &str, queue: &Vec<QueueRow>| -> (usize, usize) {
                let n = queue.len();
                let pos = |c: &str| {
                    queue
                        .iter()
                        .position(|r| r.number.unwrap().to_string() == c)
                        .unwrap_or(0)
                };
                match at.split_once(':') {
                    Some(("after", c)) => {
                        let i = pos(c) + 1;
                        (i, (i + 50).min(n))
                    }
                    Some(("before", c)) => {
                        let i = pos(c);
                        (i.saturating_sub(50), i)
                    }
                    _ if at == "end" => (n.saturating_sub(50), n),
                    _ => (0, 50.min(n)),
                }
            };
            let cursor = |i: usize| queue.get(i).map(|r| r.number.unwrap().to_string());
            let (a, b) = page(&f("at"), &queue);
            let rows = Rows {
                rows: &queue[a..b],
                before: (a > 0).then(|| cursor(a)).flatten(),
                after: (b < queue.len()).then(|| cursor(b - 1)).flatten(),
                selected: f("selected").parse().ok(),
                ..list(Role::Helpdesk, &queue, &closing)
            };
            let heating = heating_is_off();
            let html = match path {
                "/home" | "/queue" => QueuePage {
                    header: header(Role::Helpdesk),
                    choice: QueueChoice {
                        view: Some(Status::Open),
                        ..Default::default()
                    },
                    counts: QueueCounts { counts: &counts() },
                    rows,
                    pane: None,
                }
                .html(),
                "/queue_rows" => rows.html(),
                "/queue_counts" => QueueCounts { counts: &counts() }.html(),
                "/open_ticket" | "/ticket_view" => {
                    let mut p = heating.clone();
                    p.ticket.id = f("ticket").parse().unwrap();
                    p.ticket.number = queue.iter().find(|r| r.id == p.ticket.id).and_then(|r| r.number);
                    if path == "/open_ticket" {
                        TicketPane {
                            view: view(&p, Role::Helpdesk),
                            editor: None,
                            composer: composer(&p, Role::Helpdesk),
                        }
                        .html()
                    } else {
                        TicketView {
                            closing: closing.contains(&p.ticket.id),
                            ..view(&p, Role::Helpdesk)
                        }
                        .html()
                    }
                }
                "/close_ticket" => {
                    let t: TicketId = f("ticket").parse().unwrap();
                    closing.insert(t);
                    let mut p = heating.clone();
                    p.ticket.id = t;
                    TicketView {
                        closing: true,
                        ..view(&p, Role::Helpdesk)
                    }
                    .html()
                }
                "/undo_close" => {
                    let t: TicketId = f("ticket").parse().unwrap();
                    closing.remove(&t);
                    let mut p = heating.clone();
                    p.ticket.id = t;
                    view(&p, Role::Helpdesk).html()
                }
                "/write_message" | "/answer_and_close" => {
                    let mut p = heating.clone();
                    p.ticket.id = f("ticket").parse().unwrap();
                    composer(&p, Role::Helpdesk).html()
                }
                "/save_draft" => {
                    drafts.push(body.clone());
                    DraftSaved {
                        at: now(),
                        clock: clock(),
                    }
                    .html()
                }
                "/drafts" => drafts.join("\n"),
                "/edit_ticket" => {
                    let mut p = heating.clone();
                    p.ticket.id = f("ticket").parse().unwrap();
                    editor(&p).html()
                }
                "/help" => ui::help::Help.html(),
                "/notices" => ui::notices::Notices { notices: &[] }.html(),
                "/add" => {
                    for _ in 0..f("n").parse::<u64>().unwrap() {
                        let mut r = queue[0].clone();
                        r.id = id(next);
                        r.number = Some(next);
                        next += 1;
                        queue.insert(0, r);
                    }
                    String::new()
                }
                "/remove" => {
                    queue.retain(|r| r.number.unwrap().to_string() != f("n"));
                    String::new()
                }
                _ => String::new(),
            };
            ("text/html", html.into_bytes())
        };
        let _ = write!(
            s,
            "HTTP/1.1 200 OK\r\nContent-Type: {mime}; charset=utf-8\r\nContent-Length: {}\r\nContent-Security-Policy: default-src 'self'; style-src 'self'; img-src 'self' data:\r\nConnection: close\r\n\r\n",
            out.len()
        );
        let _ = s.write_all(&out);
    }
}
