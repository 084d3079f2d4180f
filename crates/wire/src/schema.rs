//! The OpenAPI schemas of the domain's types. The crate `tickets` does not depend on OpenAPI.

use tickets::{Body, Category, Description, Name, Place, Status};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{
    AnyOfBuilder, ArrayBuilder, KnownFormat, Object, ObjectBuilder, OneOfBuilder, Schema, SchemaFormat,
    SchemaType, Type,
};

/// The status of a ticket.
pub fn status() -> Object {
    string_enum(Status::ALL.map(Status::as_str))
}

/// The category of a ticket.
pub fn category() -> Object {
    string_enum(Category::ALL.map(Category::as_str))
}

/// Who assigned a ticket its category.
pub fn category_by() -> Object {
    string_enum(["classifier", "helpdesk"])
}

/// The role of a person.
pub fn role() -> Object {
    string_enum(["user", "helpdesk"])
}

/// The role of a person, or null.
pub fn optional_role() -> Schema {
    let null = ObjectBuilder::new().schema_type(Type::Null);
    OneOfBuilder::new().item(role()).item(null).build().into()
}

/// The classifier's result for a description, or null.
pub fn assignment() -> Object {
    let reason = ObjectBuilder::new()
        .schema_type(Type::Object)
        .property("word", string())
        .required("word")
        .property("weight", number())
        .required("weight");
    let probability = number().minimum(Some(0)).maximum(Some(1));
    let sure = ObjectBuilder::new().schema_type(Type::Boolean);
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::Object, Type::Null]))
        .property("category", category())
        .required("category")
        .property("confidence", probability)
        .required("confidence")
        .property("sure", sure)
        .required("sure")
        .property("because", ArrayBuilder::new().items(reason))
        .required("because")
        .property("model", string())
        .required("model")
        .build()
}

/// What a line of history says: its kind, and the values before and after.
pub fn event() -> Object {
    let kinds = [
        "reported",
        "modified",
        "wrote",
        "started",
        "closed",
        "corrected",
        "text-removed",
    ];
    ObjectBuilder::new()
        .schema_type(Type::Object)
        .property("event", string_enum(kinds))
        .required("event")
        .build()
}

/// The test of a learned model: the right answers on texts of the shipped themes, and on corrections.
pub fn trial() -> Object {
    ObjectBuilder::new()
        .schema_type(Type::Object)
        .property("themes", right_answers())
        .required("themes")
        .property("corrections", right_answers())
        .required("corrections")
        .property("confirmed", count())
        .build()
}

/// How many texts there were, and how many of them the shipped model and the new one got right.
fn right_answers() -> ObjectBuilder {
    let names = ["of", "before", "after"];
    names
        .into_iter()
        .fold(ObjectBuilder::new().schema_type(Type::Object), |object, name| {
            object.property(name, count()).required(name)
        })
}

fn count() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0))
}

fn string() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

fn number() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::Number)
}

fn string_enum<const N: usize>(values: [&'static str; N]) -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(values))
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

/// Any characters except NUL, and at least one that is not whitespace.
fn free_text(max: usize) -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(1))
        .max_length(Some(max))
        .pattern(Some(r"^[^\x00]*[^\s\x00][^\x00]*$"))
        .build()
}

/// Where a problem is: one line.
pub fn place() -> Object {
    one_line(Place::MAX_CHARS)
}

/// A person's name: one line.
pub fn name() -> Object {
    one_line(Name::MAX_CHARS)
}

/// One line: no control characters, no line breaks, no whitespace at the ends.
fn one_line(max: usize) -> Object {
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
        .min_length(Some(1))
        .max_length(Some(max))
        .pattern(Some(
            r"^[^\s\x00-\x1f\x7f-\x9f]([^\x00-\x1f\x7f-\x9f\u2028\u2029]*[^\s\x00-\x1f\x7f-\x9f])?$",
        ))
        .build()
}

/// The statuses that can be set: a ticket cannot become open again.
pub fn next_status() -> Object {
    string_enum([Status::Active, Status::Closed].map(Status::as_str))
}

/// `[row, opened_ms, closed_ms|null, status, category, place|null]`. The schema gives the number of columns and their
/// possible types, but not the type of each column, because many OpenAPI tools do not support tuples.
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

/// A ticket's id or number.
pub fn ticket_ref() -> Schema {
    let number = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1));
    let id = ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)));
    OneOfBuilder::new().item(number).item(id).build().into()
}
