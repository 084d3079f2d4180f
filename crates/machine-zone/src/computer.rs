//! The settings of a Unix computer that name its time zone.

use std::fs;
use std::path::Path;

use chrono_tz::Tz;

use crate::UnknownZone;
use crate::database::{Database, named_by_path, parse};

/// A computer: the variable `TZ`, and the folder that contains `etc` and `usr`.
pub(crate) struct Computer<'a> {
    pub tz: Option<String>,
    pub root: &'a Path,
}

impl Computer<'_> {
    pub(crate) fn zone(&self) -> Result<Tz, UnknownZone> {
        match self.tz.as_deref() {
            Some(value) => self
                .named_by_variable(value)
                .ok_or_else(|| UnknownZone::Variable(value.to_owned())),
            None => {
                let file = self.root.join("etc/localtime");
                let zone = self.named_by_file(&file).or_else(|| self.etc_timezone());
                zone.ok_or(UnknownZone::NotNamed)
            }
        }
    }

    /// `Europe/Rome`, `:Europe/Rome`, or the path of a file; an empty value is UTC.
    fn named_by_variable(&self, value: &str) -> Option<Tz> {
        let value = value.strip_prefix(':').unwrap_or(value);
        match value {
            "" | "UTC0" => Some(Tz::UTC),
            path if path.starts_with('/') => {
                named_by_path(path).or_else(|| self.named_by_file(Path::new(path)))
            }
            name => parse(name),
        }
    }

    /// The zone that a link to the zoneinfo database names, or of which the file is a copy.
    fn named_by_file(&self, file: &Path) -> Option<Tz> {
        let link = fs::read_link(file).ok();
        let by_link = link.and_then(|target| named_by_path(target.to_str()?));
        // A link to a link, or to a copy.
        let by_target = || named_by_path(fs::canonicalize(file).ok()?.to_str()?);
        by_link.or_else(by_target).or_else(|| {
            let database = Database::of(self.root);
            database.zone_with_bytes(&fs::read(file).ok()?, self.etc_timezone())
        })
    }

    fn etc_timezone(&self) -> Option<Tz> {
        let text = fs::read_to_string(self.root.join("etc/timezone")).ok()?;
        parse(text.trim())
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::symlink;

    use tempfile::TempDir;

    use super::*;

    /// A computer with a zoneinfo database of three zones. Vatican is another name of Rome, as in the real one.
    struct Laptop(TempDir);

    impl Laptop {
        fn new() -> Self {
            let laptop = Self(tempfile::tempdir().expect("a folder"));
            for (zone, rules) in [
                ("Europe/Rome", "TZif Rome"),
                ("Europe/Vatican", "TZif Rome"),
                ("Asia/Seoul", "TZif Seoul"),
                ("posix/Asia/Seoul", "TZif Seoul"),
                ("right/Asia/Seoul", "TZif Seoul, leap seconds"),
            ] {
                laptop.write(&format!("usr/share/zoneinfo/{zone}"), rules);
            }
            let table = "# codes\tcoordinates\tTZ\nIT,SM,VA\t+4154+01229\tEurope/Rome\n";
            laptop.write("usr/share/zoneinfo/zone1970.tab", table);
            laptop.write("etc/hostname", "laptop");
            laptop
        }

        fn write(&self, file: &str, text: &str) {
            let file = self.0.path().join(file);
            fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
            fs::write(file, text).expect("written");
        }

        fn links_localtime_to(self, target: &str) -> Self {
            symlink(target, self.0.path().join("etc/localtime")).expect("a link");
            self
        }

        fn copies_localtime(self, bytes: &str) -> Self {
            self.write("etc/localtime", bytes);
            self
        }

        fn zone(&self) -> Result<Tz, UnknownZone> {
            self.zone_with(None)
        }

        fn zone_with(&self, tz: Option<&str>) -> Result<Tz, UnknownZone> {
            let computer = Computer {
                tz: tz.map(str::to_owned),
                root: self.0.path(),
            };
            computer.zone()
        }
    }

    #[test]
    fn the_link_names_the_zone() {
        for target in [
            "/usr/share/zoneinfo/Asia/Seoul",
            "../usr/share/zoneinfo/Asia/Seoul",
            "/usr/share/zoneinfo/posix/Asia/Seoul",
            "/usr/share/zoneinfo/right/Asia/Seoul",
            "/var/db/timezone/zoneinfo/Asia/Seoul",
        ] {
            let laptop = Laptop::new().links_localtime_to(target);
            assert_eq!(laptop.zone(), Ok(Tz::Asia__Seoul), "{target}");
        }
    }

    #[test]
    fn a_copy_is_found_in_the_database() {
        assert_eq!(
            Laptop::new().copies_localtime("TZif Seoul").zone(),
            Ok(Tz::Asia__Seoul)
        );
        let with_leap_seconds = Laptop::new().copies_localtime("TZif Seoul, leap seconds");
        assert_eq!(with_leap_seconds.zone(), Ok(Tz::Asia__Seoul));
    }

    #[test]
    fn of_several_names_the_one_in_etc_timezone_or_in_the_table_is_used() {
        let laptop = Laptop::new().copies_localtime("TZif Rome");
        assert_eq!(laptop.zone(), Ok(Tz::Europe__Rome));
        laptop.write("etc/timezone", "Europe/Vatican\n");
        assert_eq!(laptop.zone(), Ok(Tz::Europe__Vatican));
        laptop.write("etc/timezone", "Asia/Seoul\n");
        assert_eq!(
            laptop.zone(),
            Ok(Tz::Europe__Rome),
            "the clock follows /etc/localtime"
        );
    }

    #[test]
    fn a_copy_of_an_unknown_file_leaves_the_decision_to_etc_timezone() {
        let laptop = Laptop::new().copies_localtime("TZif of another release");
        assert_eq!(laptop.zone(), Err(UnknownZone::NotNamed));
        laptop.write("etc/timezone", "Asia/Seoul\n");
        assert_eq!(laptop.zone(), Ok(Tz::Asia__Seoul));
    }

    #[test]
    fn the_variable_comes_first() {
        let laptop = Laptop::new().links_localtime_to("/usr/share/zoneinfo/Asia/Seoul");
        for value in [
            "Europe/Rome",
            ":Europe/Rome",
            "posix/Europe/Rome",
            "/usr/share/zoneinfo/Europe/Rome",
            ":/usr/share/zoneinfo/right/Europe/Rome",
        ] {
            assert_eq!(laptop.zone_with(Some(value)), Ok(Tz::Europe__Rome), "{value}");
        }
        assert_eq!(laptop.zone_with(Some("")), Ok(Tz::UTC));
        let localtime = laptop.0.path().join("etc/localtime");
        assert_eq!(laptop.zone_with(localtime.to_str()), Ok(Tz::Asia__Seoul));
    }

    #[test]
    fn a_rule_in_the_variable_is_not_guessed() {
        let laptop = Laptop::new().links_localtime_to("/usr/share/zoneinfo/Asia/Seoul");
        let rule = "CET-1CEST,M3.5.0,M10.5.0/3";
        assert_eq!(
            laptop.zone_with(Some(rule)),
            Err(UnknownZone::Variable(rule.to_owned()))
        );
    }

    #[test]
    fn a_computer_without_settings_has_no_zone() {
        assert_eq!(Laptop::new().zone(), Err(UnknownZone::NotNamed));
    }
}
