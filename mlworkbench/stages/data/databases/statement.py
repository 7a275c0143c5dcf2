"""What is asked of a database: a table by its name, or one SELECT."""

import re

from mlworkbench.base.errors import InputError

BEGINS = re.compile(r"\s*(?:--[^\n]*\n\s*|/\*.*?\*/\s*)*\(*\s*(\w+)", re.DOTALL)
READING = frozenset({"select", "with", "values", "table"})
LONGEST = 100_000
ODD = ("\\", "$", "--", "/*", "#", "`")  # where these stand, servers do not agree on where a text ends
LITERAL = re.compile(r"'[^']*'|\"[^\"]*\"")


def checked(query: str) -> str:
    """The query without its last semicolon. Raises InputError for what is not one statement that reads.

    The server is told to refuse writing as well; this is so that nobody is surprised, and no second statement is smuggled in.
    """
    text = query.strip().rstrip(";").rstrip()
    found = BEGINS.match(text)
    word = found.group(1).lower() if found else ""
    if word not in READING:
        raise InputError("data.query_reads_only", found=text[:80] or "–")
    if len(text) > LONGEST or "\0" in text:
        raise InputError("data.query_too_long", found=len(text), most=LONGEST)
    rest = text if any(one in text for one in ODD) else LITERAL.sub("", text)
    if ";" in rest:
        raise InputError("data.query_one_statement", found=text[max(0, text.index(";") - 40) : text.index(";") + 40])
    return text


def parts(table: str) -> tuple[str, str]:
    """schema.table as its two parts; without a point the schema is empty. Quotes may hold points: "a.b"."c"."""
    found = re.findall(r'"((?:[^"]|"")*)"|([^."]+)', table.strip())
    names = [(quoted or plain).replace('""', '"') for quoted, plain in found]
    if not names or len(names) > 2 or not all(names):
        raise InputError("data.bad_table_name", found=table[:80])
    return ("", names[0]) if len(names) == 1 else (names[0], names[1])


def spelled(schema: str, name: str) -> str:
    """The two parts as one text that `parts` takes apart again."""

    def one(part: str) -> str:
        return part if re.fullmatch(r'[^."\s]+', part) else '"' + part.replace('"', '""') + '"'

    return f"{one(schema)}.{one(name)}" if schema else one(name)
