"""Storage: the forms of a case, as plain data, as TOML for people and JSON for machines, with every fault at once.

Order of the modules: each may import those before it.
"""

_ORDER = (
    "line_numbers",
    "moments",
    "reading",
    "migration",
    "tables",
    "table_reader",
    "document",
    "plain",
    "renamed_text",
    "writing",
    "entries",
    "paths",
    "building",
    "rewriting",
    "noun_rules",
    "forms",
    "estimate_forms",
    "schema",
    "sheet_layout",
    "sheet_cells",
    "sheet_headings",
    "sheet_entries",
    "sheets",
    "sheet_merging",
    "sheet_writing",
)
