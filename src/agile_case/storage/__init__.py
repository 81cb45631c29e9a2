"""Storage: case files in and out, as TOML for people and JSON for machines, with every fault at once.

Order of the modules: each may import those before it.
"""

_ORDER = ("reading", "line_numbers", "tables", "document", "writing", "files")
