-- Texts are indexed in their normal form, and places are compared in it.

-- The words of each place, for suggestions and for searches by the beginning of a word.
create table place_word (
    word   text    not null,
    place  integer not null references place,
    primary key (word, place)
) strict, without rowid;

-- The tokens come from Rust (shared/tokens.rs), separated by blanks. The tokenizer "ascii" takes every character beyond
-- ASCII as a part of a token, and changes nothing in them. The rest is as before: see migrations 1 and 4.
drop table words;
drop table later_messages;
create virtual table words using fts5 (
    description, place, messages, filters,
    content = '', contentless_delete = 1, prefix = '3', tokenize = 'ascii'
);
create virtual table later_messages using fts5 (
    body,
    content = '', contentless_delete = 1, prefix = '3', tokenize = 'ascii'
);
