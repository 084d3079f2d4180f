//! How well tickets are classified, and what the desk learns from the helpdesk.

use desk::{Classification, LearningState, ModelSwitch};
use tauri::State;
use tickets::Role;
use ui::analyses::AnalysisKind;
use ui::classification::{ClassificationFigures, ClassificationPage, LearningNote, LearningNow, VersionRow};
use ui::{Fragment, WallClock};

use super::{Answer, helpdesk_only, work};
use crate::corrections;
use crate::failure::CommandError;
use crate::form::Form;
use crate::shell::Shell;

/// The page.
#[tauri::command]
pub async fn classification(shell: State<'_, Shell>) -> Answer {
    work(shell, |shell| {
        helpdesk_only(shell)?;
        shell.start_sidecars_soon();
        let kinds: Vec<AnalysisKind<'_>> = host::analyses().collect();
        let classification = shell.desk.classification()?;
        let page = ClassificationPage {
            header: shell.header(Role::Helpdesk),
            kinds: &kinds,
            figures: drawn(&classification, shell.clock())?,
        };
        Ok(page.html())
    })
    .await
}

/// What the page shows, anew.
#[tauri::command]
pub async fn classification_figures(shell: State<'_, Shell>) -> Answer {
    work(shell, |shell| {
        helpdesk_only(shell)?;
        figures(shell)
    })
    .await
}

/// What is going on with learning.
#[tauri::command]
pub async fn learning(shell: State<'_, Shell>) -> Answer {
    work(shell, |shell| {
        helpdesk_only(shell)?;
        Ok(note(&shell.desk.learning_state()?, shell.clock()).html())
    })
    .await
}

/// Goes back to a version that was learned before, or to the shipped one.
#[tauri::command]
pub async fn use_model(shell: State<'_, Shell>, form: Form) -> Answer {
    work(shell, move |shell| {
        helpdesk_only(shell)?;
        let wanted = form.text("version");
        let shipped = shell.desk.shipped_model();
        match shell
            .desk
            .use_model(Some(wanted).filter(|version| *version != shipped))?
        {
            ModelSwitch::Done => {}
            ModelSwitch::NotStored => shell.notices.not_gone_back("it is not kept any more"),
            ModelSwitch::Unusable(why) => shell.notices.not_gone_back(&why.to_string()),
        }
        shell.look_again();
        figures(shell)
    })
    .await
}

fn figures(shell: &Shell) -> Answer {
    Ok(drawn(&shell.desk.classification()?, shell.clock())?.html())
}

fn drawn(
    classification: &Classification,
    clock: WallClock,
) -> Result<ClassificationFigures<'_>, CommandError> {
    Ok(ClassificationFigures {
        learning: note(&classification.state, clock),
        confusions: &classification.confusions,
        corrections: corrections::over_time(&classification.corrected_at, clock)
            .map_err(|_| CommandError::Broken)?,
        versions: versions(classification),
    })
}

/// The models, the shipped one last.
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

/// What is going on with learning: the most urgent first.
pub fn note(state: &LearningState, clock: WallClock) -> LearningNote<'_> {
    let now = match state {
        LearningState {
            running: Some(running),
            ..
        } => LearningNow::Running {
            corrections: running.corrections,
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

/// A part of one in percent.
fn percent(part: f64) -> u64 {
    let whole = (1_u32..=100)
        .rev()
        .find(|percent| part >= f64::from(*percent) / 100.0);
    whole.map_or(0, u64::from)
}
