"""Inserting and asking for many rows at the driver's speed, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Table

_IN_ONE_QUERY = 5_000


def insert_new(
    connection: Connection, table: Table, columns: tuple[str, ...], rows: Sequence[tuple[object, ...]]
) -> int:
    """Insert those of `rows` whose key is new; gives how many they were.

    The statement is compiled once for the dialect and the values go to the driver as they are: rows
    of bytes, texts and whole numbers need nothing of SQLAlchemy's conversions, which cost more than
    the insert itself.

    Args:
        connection: inside a transaction.
        table: where to.
        columns: names, in the order of the cells of each row.
        rows: the cells.
    """
    if not rows:
        return 0
    if connection.dialect.name == "postgresql":
        return _insert_columns(connection, table, columns, rows)
    compiled = table.insert().compile(dialect=connection.dialect, column_keys=list(columns))
    places = [columns.index(name) for name in compiled.positiontup or ()]
    ordered = (
        list(rows)
        if places == list(range(len(columns)))
        else [tuple(row[place] for place in places) for row in rows]
    )
    return connection.exec_driver_sql(f"{compiled} ON CONFLICT DO NOTHING", ordered).rowcount


def where_in(
    connection: Connection,
    query: Select[*tuple[Any, ...]],
    column: ColumnElement[Any],
    values: Sequence[object],
) -> Iterator[Sequence[Row[*tuple[Any, ...]]]]:
    """The rows of `query` whose `column` is one of `values`, in lots that a statement has room for."""
    for start in range(0, len(values), _IN_ONE_QUERY):
        yield connection.execute(query.where(column.in_(values[start : start + _IN_ONE_QUERY]))).all()


def _insert_columns(
    connection: Connection, table: Table, columns: tuple[str, ...], rows: Sequence[tuple[object, ...]]
) -> int:
    """One statement whatever the number of rows: each column is sent as one array, in binary."""
    dialect = connection.dialect
    quote = dialect.identifier_preparer.quote
    arrays = [f"%b::{table.c[name].type.compile(dialect=dialect)}[]" for name in columns]
    statement = (
        f"INSERT INTO {quote(table.name)} ({', '.join(map(quote, columns))}) "  # noqa: S608 - our own names
        f"SELECT * FROM unnest({', '.join(arrays)}) ON CONFLICT DO NOTHING"
    )
    return connection.exec_driver_sql(statement, tuple(map(list, zip(*rows, strict=True)))).rowcount
