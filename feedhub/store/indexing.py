"""The index of the posts' words, kept in the transaction that stores a post.

What is indexed are the terms of `feedhub.search`, not the text: in SQLite in a table of FTS5 that keeps no text, in
PostgreSQL in a tsvector that is made without its parser, so that neither the locale of the database nor an extension
counts. Each version of a post is a document with a number of its own; of an edited one the index alone still has the
earlier terms, which lead nowhere.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, text

from feedhub import diff, search
from feedhub.store.tables import entry, entry_tag, search_document

_LAST_POSITION = 16_383  # of a tsvector
_MOST_POSITIONS = 255  # of one term in it
_AT_ONCE = 200

_DROP = delete(search_document).where(search_document.c.entry_id == bindparam("e"))
_ADD = insert(search_document)
_ADD_TERMS = {
    "sqlite": text("INSERT INTO search_terms (rowid, title, body) VALUES (:id, :title, :body)"),
    "postgresql": text("INSERT INTO search_terms (id, terms) VALUES (:id, CAST(:terms AS tsvector))"),
}
_TABLES = {
    "sqlite": (
        # Every character that is not ASCII counts as a letter: the terms were told apart before.
        "CREATE VIRTUAL TABLE search_terms USING fts5(title, body, content='', tokenize='ascii')",
    ),
    "postgresql": (
        "CREATE TABLE search_terms (id INTEGER PRIMARY KEY REFERENCES search_document (id) ON DELETE CASCADE, "
        "terms tsvector NOT NULL)",
        "CREATE INDEX ix_search_terms ON search_terms USING gin (terms)",
    ),
}


def put(connection: Connection, entry_id: int, title: str, *further: str) -> None:
    """Keep the words of a post in place of those that it had: its title, and whatever `further` text is found.

    HTML is among that, as its text. It is part of the transaction of `connection`.
    """
    connection.execute(_DROP, {"e": entry_id})
    result = connection.execute(_ADD, {"entry_id": entry_id})
    number = int(result.inserted_primary_key[0])  # type: ignore[index]
    body = [term for one in further for term in search.terms(diff.lines(one))]
    _add_terms(connection, number, search.terms(title), body)


def _add_terms(connection: Connection, number: int, title: Sequence[str], body: Sequence[str]) -> None:
    dialect = connection.dialect.name
    if dialect == "sqlite":
        values: dict[str, object] = {"title": " ".join(title), "body": " ".join(body)}
    else:
        values = {"terms": _tsvector(title, body)}
    connection.execute(_ADD_TERMS[dialect], {"id": number, **values})


def _tsvector(title: Sequence[str], body: Sequence[str]) -> str:
    """Return a tsvector as PostgreSQL reads it, the terms of the title with the weight A."""
    places: dict[str, list[str]] = {}
    weighted = [*((term, "A") for term in title), ("", ""), *((term, "") for term in body)]
    for position, (term, weight) in enumerate(weighted[:_LAST_POSITION], 1):
        if term and len(own := places.setdefault(term, [])) < _MOST_POSITIONS:
            own.append(f"{position}{weight}")
    return " ".join(f"'{term}':{','.join(own)}" for term, own in places.items())


def create(connection: Connection) -> None:
    """Make the tables of the index, which each kind of database has in its own way, and index what is stored."""
    for statement in _TABLES[connection.dialect.name]:
        connection.execute(text(statement))
    last = 0
    while rows := _after(connection, last):
        tags: dict[int, list[str]] = {}
        for row in connection.execute(
            select(entry_tag.c.entry_id, entry_tag.c.tag)
            .where(entry_tag.c.entry_id.in_([row.id for row in rows]))
            .order_by(entry_tag.c.entry_id, entry_tag.c.position)
        ):
            tags.setdefault(row.entry_id, []).append(row.tag)
        for row in rows:
            put(connection, row.id, row.title, row.digest, row.content, row.author, " ".join(tags.get(row.id, ())))
        last = rows[-1].id


def _after(connection: Connection, last: int) -> Sequence[Any]:
    """Return the next entries to index: their columns as they were when the index came."""
    columns = (entry.c.id, entry.c.title, entry.c.digest, entry.c.content, entry.c.author)
    return connection.execute(select(*columns).where(entry.c.id > last).order_by(entry.c.id).limit(_AT_ONCE)).all()
