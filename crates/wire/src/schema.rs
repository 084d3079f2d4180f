//! How the domain's own types look in the OpenAPI document. `tickets` knows nothing of OpenAPI.

use tickets::{Body, Category, Description, Name, Place, Status};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ArrayBuilder, ArrayItems, Object, ObjectBuilder, Schema, SchemaType, Type};

pub fn status() -> Object {
    one_of(Status::ALL.map(Status::as_str))
}

pub fn category() -> Object {
    one_of(Category::ALL.map(Category::as_str))
}

pub fn category_by() -> Object {
    one_of(["classifier", "helpdesk"])
}

pub fn role() -> Object {
    one_of(["user", "helpdesk"])
}

fn one_of<const N: usize>(words: [&'static str; N]) -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(words))
        .build()
}

pub fn description() -> Object {
    free_text(Description::MOST)
}

pub fn body() -> Object {
    free_text(Body::MOST)
}

/// Anything but NUL, and not only blanks.
fn free_text(most: usize) -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(1))
        .max_length(Some(most))
        .pattern(Some(r"^[^\x00]*[^\s\x00][^\x00]*$"))
        .build()
}

pub fn place() -> Object {
    one_line(Place::MOST)
}

pub fn name() -> Object {
    one_line(Name::MOST)
}

/// No control characters, no line breaks, no blanks at the ends.
fn one_line(most: usize) -> Object {
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
        .min_length(Some(1))
        .max_length(Some(most))
        .pattern(Some(
            r"^[^\s\x00-\x1f\x7f-\x9f]([^\x00-\x1f\x7f-\x9f\u2028\u2029]*[^\s\x00-\x1f\x7f-\x9f])?$",
        ))
        .build()
}

/// `[row, opened_ms, closed_ms|null, status, category, place|null]`.
pub fn fact_row() -> RefOr<Schema> {
    let whole = || ObjectBuilder::new().schema_type(Type::Integer);
    let maybe = || ObjectBuilder::new().schema_type(SchemaType::from_iter([Type::Integer, Type::Null]));
    let columns: [Schema; 6] = [
        whole().minimum(Some(0)).description(Some("row")).build().into(),
        whole().description(Some("opened, ms since 1970")).build().into(),
        maybe().description(Some("closed, ms since 1970")).build().into(),
        status().into(),
        category().into(),
        maybe()
            .minimum(Some(0))
            .description(Some("index into places"))
            .build()
            .into(),
    ];
    ArrayBuilder::new()
        .prefix_items(columns)
        .items(ArrayItems::False)
        .min_items(Some(6))
        .max_items(Some(6))
        .into()
}
