//! The classifier of a laptop follows that of its hub.

use std::sync::Arc;

use store::{Lessons, MemoryStore, StoredModel};

use super::laptop::Laptop;
use super::model::learned;
use crate::test_api::{test_api, test_api_over};

const NEXT: &str = "The Grimoire again";

#[tokio::test]
async fn ten_corrections_at_the_hub_change_what_a_laptop_predicts_without_a_network() {
    let hub = test_api().await;
    let category = learned(&hub).await;
    let version = hub.desk.model_in_use();
    let laptop = Laptop::new();
    let running = laptop.start(&hub).await;
    assert_ne!(running.desk.classify(NEXT).category, category, "as shipped");
    running.classifies_with(&version).await;
    assert_eq!(running.desk.classify(NEXT), hub.desk.classify(NEXT));
    running.stop().await;

    hub.server.abort();
    let offline = laptop.start(&hub).await;
    assert_eq!(offline.desk.model_in_use(), version);
    assert_eq!(offline.desk.classify(NEXT).category, category);
    offline.stop().await;
}

#[tokio::test]
async fn a_hub_that_goes_back_takes_its_laptops_along() {
    let hub = test_api().await;
    learned(&hub).await;
    let learned = hub.desk.model_in_use();
    let laptop = Laptop::new();
    let running = laptop.start(&hub).await;
    running.classifies_with(&learned).await;
    running.stop().await;
    for version in [None, Some(&*learned)] {
        hub.desk.use_model(version).unwrap();
        let running = laptop.start(&hub).await;
        running.classifies_with(&hub.desk.model_in_use()).await;
        assert_eq!(
            running.store.models().unwrap().len(),
            usize::from(version.is_some())
        );
        running.stop().await;
    }
}

#[tokio::test]
async fn a_damaged_layer_and_one_over_another_model_are_refused() {
    for (base, is_damaged, why) in [
        (None, true, "damaged"),
        (Some("shipped-0"), false, "learned over shipped-0"),
    ] {
        let store = Arc::new(MemoryStore::new());
        let hub = test_api_over(store.clone()).await;
        learned(&hub).await;
        let version = store.models().unwrap().remove(0);
        let mut layer = store.layer(&version.version).unwrap().unwrap();
        layer[50] ^= u8::from(is_damaged);
        let mut spoilt = StoredModel { version, layer };
        if let Some(base) = base {
            spoilt.version.base = base.to_owned();
        }
        store
            .save_lesson(store.learning().unwrap(), Some(spoilt))
            .unwrap();

        let laptop = Laptop::new();
        let running = laptop.start(&hub).await;
        running.waits(why, |desk| desk.broken_model().is_some()).await;
        let broken = running.desk.broken_model().unwrap();
        assert!(broken.why.contains(why), "{broken:?}");
        assert_eq!(running.desk.model_in_use(), running.desk.shipped_model());
        assert!(running.store.models().unwrap().is_empty());
        running.stop().await;
    }
}
