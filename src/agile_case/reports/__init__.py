"""Reports: results as JSON, text, HTML and a folder of files.

Order of the modules: each may import those before it.
"""

_ORDER = ("contract", "text", "lint", "page", "folder", "gate_pages", "gate_assurance", "gate_money", "gate_paper")
