use super::*;

/// The own text of a report, its parts joined by ` / `.
fn own(text: &str) -> String {
    let own = own_text(text);
    let parts: Vec<&str> = own
        .ranges
        .iter()
        .map(|range| {
            text.get(range.clone())
                .expect("ranges are on character boundaries")
                .trim()
        })
        .collect();
    parts.join(" / ")
}

const PROBLEM: &str = "The toilet is blocked. It smells in the whole corridor.";

#[test]
fn signatures_quotes_and_footers_are_left_out() {
    for boilerplate in [
        "\n-- \nJane Doe\nService Desk Analyst | IT Services\nVPN, Wi-Fi, passwords",
        "\n\nKind regards,\nJane Doe\nService Desk Analyst\nIT Services, University of Somewhere\nTel: +44 151 496 0000",
        "\r\n\r\nKind regards\r\n\r\nJane\r\nWe are here to help with VPN and Wi-Fi.",
        " Kind regards, Jane Doe, Service Desk Analyst, IT Services: VPN, Wi-Fi",
        "\nMit freundlichen Grüßen\nJana Reh\nRechenzentrum, Netzwerke und WLAN",
        "\nThanks\nJane Doe\nNetwork Engineer",
        "\n\nJane Doe\nService Desk Analyst | IT Services\nVPN, Wi-Fi, passwords",
        " Jane Doe | Service Desk Analyst | IT Services | VPN, Wi-Fi",
        "\n> my laptop does not connect\n> to the VPN",
        "\nOn Mon, 2 Nov 2026 at 10:14, Jane Doe <jane@uni.example> wrote:\n> the VPN is down",
        "\nOn Mon, 2 Nov 2026 at 10:14, Jane Doe\n<jane@uni.example> wrote:\n\nthe VPN is down\nand the Wi-Fi too",
        " On Mon, 2 Nov 2026 Jane Doe wrote: the VPN is down",
        "\n-----Original Message-----\nFrom: Jane\nSent: Monday\nTo: Desk\nSubject: VPN\n\nThe VPN is down.",
        " -----Original Message----- From: Jane The VPN is down.",
        "\n\nFrom: Jane Doe <jane@uni.example>\nSent: 2 November 2026 10:14\nTo: Desk\nSubject: VPN\n\nThe VPN is down.",
        "\nAm 02.11.2026 um 10:14 schrieb Jana Reh:\n> das WLAN ist weg",
        "\nVon: Jana Reh\nGesendet: Montag\nAn: Desk\nBetreff: WLAN\n\nDas WLAN ist weg.",
        "\n\nThis e-mail and any attachments are confidential and intended solely for the addressee.\nIf you have \
         received this message in error, delete it from your computer and server.",
        "\n\nCONFIDENTIALITY NOTICE: the network may be monitored. Emails are scanned for viruses.",
        "\nSent from my iPhone",
        "\nPlease consider the environment before printing this e-mail.",
    ] {
        assert_eq!(
            own(&format!("{PROBLEM}{boilerplate}")),
            PROBLEM,
            "{boilerplate:?}"
        );
    }
    assert_eq!(
        own("toilet is blocked Service Desk Analyst | IT Services | VPN, Wi-Fi"),
        "toilet is blocked"
    );
}

#[test]
fn what_is_written_below_a_signature_or_a_quote_counts() {
    for (text, expected) in [
        (
            "The lift is stuck.\nKind regards, Jane\nIT Services\nPS: the stairs are dark, too.",
            "The lift is stuck. / PS: the stairs are dark, too.",
        ),
        (
            "Thanks\nThe sink in room 4 is leaking",
            "Thanks\nThe sink in room 4 is leaking",
        ),
        (
            "The lift is stuck.\n--\nAlso the stairs are dark.",
            "The lift is stuck.\n--\nAlso the stairs are dark.",
        ),
        (
            "On Monday, Jane wrote:\n> where is the leak?\nIn the kitchen, under the sink.",
            "In the kitchen, under the sink.",
        ),
        (
            "CAUTION: This email originated from outside the university.\nThe roof leaks.",
            "The roof leaks.",
        ),
    ] {
        assert_eq!(own(text), expected);
    }
}

#[test]
fn reports_that_only_look_like_boilerplate_count_as_a_whole() {
    for text in [
        "Room 204 | projector broken | since Monday",
        "Regards the broken lift in hall B",
        "Facilities Manager Rude To Students",
        "Heating\nRoom 12\nFaculty of Arts",
        "The nurse read my confidential message aloud",
        "I received this bill in error",
        "He wrote: come tomorrow. Nobody came.",
        "On Monday the professor wrote: no exam",
        "The manager of the canteen is rude\nthe director does not answer",
        "broken:\n- lamp\n- chair\n- window",
        "Help Desk",
        "thanks",
        "",
        "> ",
    ] {
        let own = own_text(text);
        assert_eq!(own, OwnText::whole(text, false), "{text:?}");
    }
}

#[test]
fn a_forwarded_report_is_the_report() {
    for text in [
        "FYI, please see below\n\n-----Original Message-----\nFrom: Sam\nSent: Monday\nTo: Jane\n\nThe roof leaks.",
        "---------- Forwarded message ---------\nFrom: Sam\nDate: Monday\nTo: Jane\n\nThe roof leaks.",
        "Hi team\n> The roof leaks.",
    ] {
        let own = own(text);
        assert!(own.contains("The roof leaks.") && !own.contains("Sam"), "{own:?}");
    }
}

#[test]
fn a_text_of_signature_and_footer_only_counts_as_a_whole_but_says_nothing() {
    for text in [
        "Kind regards,\nJane Doe\nService Desk Analyst\nIT Services",
        "Hello,\n\nKind regards,\nJane Doe",
        "Jane Doe\nService Desk Analyst | IT Services\nVPN, Wi-Fi",
        "This e-mail is confidential and intended solely for the addressee.",
    ] {
        assert_eq!(own_text(text), OwnText::whole(text, true), "{text:?}");
    }
}

/// The search for signatures starts at each unit, so its cost could grow with the square of the text.
#[test]
fn long_texts_cost_milliseconds() {
    for unit in [
        "Jane Doe\n",
        "Regards\n",
        "x|",
        "On 1\n",
        "Analyst | IT\nthis is prose now\n",
        "> a\n",
    ] {
        let text = unit.repeat(10_000 / unit.len());
        let began = std::time::Instant::now();
        let own = own_text(&text);
        assert!(!own.ranges.is_empty());
        assert!(
            began.elapsed().as_millis() < 500,
            "{unit:?}: {:?}",
            began.elapsed()
        );
    }
}

#[test]
fn the_triggers_are_in_order_so_that_each_is_found_in_any_case() {
    assert!(TRIGGERS.is_sorted());
    for trigger in TRIGGERS {
        assert!(is_trigger(trigger) && is_trigger(&trigger.to_ascii_uppercase()));
    }
    assert!(!is_trigger("toilet") && !is_trigger("regard"));
}
