//! How well tickets are classified, and what the desk learns from the helpdesk's corrections.

use desk::{Classification, LearningState, ModelSwitch};
use tickets::Role;
use ui::classification::{ClassificationFigures, ClassificationPage, LearningNote, LearningNow, VersionRow};
use ui::{Fragment, WallClock};

use crate::{Answer, CommandError, Form, Visit, corrections_chart};

/// The page.
pub fn classification(visit: &dyn Visit, _: &Form) -> Answer {
    visit.helpdesk_only()?;
    visit.analyses().start_soon();
    let classification = visit.desk().classification()?;
    let page = ClassificationPage {
        header: visit.header(Role::Helpdesk),
        kinds: &visit.analyses().kinds(),
        figures: render(&classification, visit)?,
    };
    Ok(page.html())
}

/// Only the part of the page that refreshes itself.
pub fn classification_figures(visit: &dyn Visit, _: &Form) -> Answer {
    visit.helpdesk_only()?;
    Ok(render(&visit.desk().classification()?, visit)?.html())
}

/// The state of learning, as a line.
pub fn learning(visit: &dyn Visit, _: &Form) -> Answer {
    visit.helpdesk_only()?;
    Ok(note(&visit.desk().learning_state()?, visit.clock()).html())
}

/// Switches to another version of the model: a learned one, or the shipped one. On a laptop, the hub chooses the version.
pub fn use_model(visit: &dyn Visit, form: &Form) -> Answer {
    visit.helpdesk_only()?;
    let (version, shipped) = (form.text("version"), visit.desk().shipped_model());
    let learned = Some(version).filter(|version| *version != shipped);
    match visit.desk().use_model(learned)? {
        ModelSwitch::Done | ModelSwitch::ChosenByHub => {}
        ModelSwitch::NotStored => visit.session().notices.unusable_model("it was deleted"),
        ModelSwitch::Unusable(why) => visit.session().notices.unusable_model(&why.to_string()),
    }
    visit.refresh(None);
    classification_figures(visit, form)
}

fn render<'a>(
    classification: &'a Classification,
    visit: &dyn Visit,
) -> Result<ClassificationFigures<'a>, CommandError> {
    let clock = visit.clock();
    Ok(ClassificationFigures {
        learning: note(&classification.state, clock),
        confusions: &classification.confusions,
        corrections: corrections_chart::over_time(&classification.corrected_at, clock)
            .map_err(|_| CommandError::Broken)?,
        versions: versions(classification),
        chosen_by_hub: visit.desk().is_replica(),
    })
}

/// All versions, the shipped one last.
fn versions(classification: &Classification) -> Vec<VersionRow<'_>> {
    let in_use = |version: &str| version == classification.state.in_use;
    let learned = classification.versions.iter().map(|model| VersionRow {
        learned: Some(model),
        version: &model.version,
        in_use: in_use(&model.version),
        usable: classification.is_usable(model),
    });
    let shipped = VersionRow {
        learned: None,
        version: &classification.shipped,
        in_use: in_use(&classification.shipped),
        usable: true,
    };
    learned.chain([shipped]).collect()
}

/// The state of learning: the most urgent fact.
pub fn note(state: &LearningState, clock: WallClock) -> LearningNote<'_> {
    let now = match state {
        LearningState {
            running: Some(running),
            ..
        } => LearningNow::Running {
            corrections: running.corrections,
            confirmed: running.confirmed,
            percent: percent(running.done),
        },
        LearningState {
            not_saved: Some(why), ..
        } => LearningNow::NotSaved { why },
        LearningState {
            broken: Some(broken), ..
        } => LearningNow::Broken { why: &broken.why },
        LearningState { last: Some(last), .. } => LearningNow::Ended(*last),
        LearningState { .. } => LearningNow::Nothing,
    };
    LearningNote { now, clock }
}

/// A share between 0 and 1 in percent, rounded down.
fn percent(part: f64) -> u64 {
    let whole = (1_u32..=100)
        .rev()
        .find(|percent| part >= f64::from(*percent) / 100.0);
    whole.map_or(0, u64::from)
}
