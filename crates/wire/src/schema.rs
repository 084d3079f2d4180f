//! How the domain's own types look in the OpenAPI document. `tickets` knows nothing of OpenAPI.

use tickets::{Body, Category, Description, Name, Place, Status};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{
    AnyOfBuilder, ArrayBuilder, KnownFormat, Object, ObjectBuilder, OneOfBuilder, Schema, SchemaFormat,
    SchemaType, Type,
};

/// Where a ticket stands.
pub fn status() -> Object {
    one_of(Status::ALL.map(Status::as_str))
}

/// What kind of problem a ticket is about.
pub fn category() -> Object {
    one_of(Category::ALL.map(Category::as_str))
}

/// Who gave a ticket its category.
pub fn category_by() -> Object {
    one_of(["classifier", "helpdesk"])
}

/// Who acts.
pub fn role() -> Object {
    one_of(["user", "helpdesk"])
}

fn one_of<const N: usize>(words: [&'static str; N]) -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(words))
        .build()
}

/// A ticket's description: not blank, no NUL.
pub fn description() -> Object {
    free_text(Description::MAX_CHARS)
}

/// A message's text: not blank, no NUL.
pub fn body() -> Object {
    free_text(Body::MAX_CHARS)
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

/// Where a problem is: one line.
pub fn place() -> Object {
    one_line(Place::MAX_CHARS)
}

/// What a person calls themselves: one line.
pub fn name() -> Object {
    one_line(Name::MAX_CHARS)
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

/// What a ticket can be moved to: none becomes open again.
pub fn next_status() -> Object {
    one_of([Status::Active, Status::Closed].map(Status::as_str))
}

/// `[row, opened_ms, closed_ms|null, status, category, place|null]`. The document says how many columns there
/// are and what can stand in one, not which stands where: testers and generators stumble over tuples.
pub fn fact_row() -> RefOr<Schema> {
    let whole = ObjectBuilder::new().schema_type(SchemaType::from_iter([Type::Integer, Type::Null]));
    let column = AnyOfBuilder::new().item(whole).item(status()).item(category());
    ArrayBuilder::new()
        .description(Some(
            "[row, opened_ms, closed_ms|null, status, category, index into places|null]",
        ))
        .items(column)
        .min_items(Some(6))
        .max_items(Some(6))
        .into()
}

/// A ticket's id, or its number.
pub fn ticket_ref() -> Schema {
    let number = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1));
    let id = ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)));
    OneOfBuilder::new().item(number).item(id).build().into()
}
