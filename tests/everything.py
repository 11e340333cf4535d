"""Looking for a word in everything that is stored."""

from django.db import connection


def tables_holding(*words: str) -> list[tuple[str, str]]:
    """The (table, word) where a word stands in clear, in any column, text or bytes.

    Words are looked for as UTF-8 and as the escapes of JSON.
    """
    needles = {w: (w.encode(), w.encode("unicode_escape")) for w in words}
    found: set[tuple[str, str]] = set()
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names of the catalogue
            for row in cursor.fetchall():
                cells = [
                    bytes(c) if isinstance(c, bytes | memoryview) else str(c).encode() for c in row
                ]
                found |= {
                    (table, word)
                    for word, spellings in needles.items()
                    for cell in cells
                    if any(spelling in cell for spelling in spellings)
                }
    return sorted(found)
