"""Storage: case files in and out, as TOML for people and JSON for machines, with every fault at once.

Order of the modules: each may import those before it.
"""

_ORDER = ("line_numbers", "reading", "tables", "document", "writing", "files", "forms", "estimate_forms", "schema")
