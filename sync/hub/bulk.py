"""Inserting many rows at the driver's speed, on whatever database SQLAlchemy speaks to."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, Table


def insert_new(
    connection: Connection, table: Table, columns: tuple[str, ...], rows: Sequence[tuple[object, ...]]
) -> int:
    """Insert those of `rows` whose key is new; gives how many they were.

    The statement is compiled once for the dialect and the values go to the driver as they are: rows
    of bytes, texts and whole numbers need nothing of SQLAlchemy's conversions, which cost more than
    the insert itself. ``ON CONFLICT DO NOTHING`` is SQLite's and PostgreSQL's.

    Args:
        connection: inside a transaction.
        table: where to.
        columns: names, in the order of the cells of each row.
        rows: the cells.
    """
    if not rows:
        return 0
    compiled = table.insert().compile(dialect=connection.dialect, column_keys=list(columns))
    statement = f"{compiled} ON CONFLICT DO NOTHING"
    if compiled.positional and compiled.positiontup is not None:
        places = [columns.index(name) for name in compiled.positiontup]
        if places == list(range(len(columns))):
            return connection.exec_driver_sql(statement, list(rows)).rowcount
        ordered = [tuple(row[place] for place in places) for row in rows]
        return connection.exec_driver_sql(statement, ordered).rowcount
    named = [dict(zip(columns, row, strict=True)) for row in rows]
    return connection.exec_driver_sql(statement, named).rowcount
