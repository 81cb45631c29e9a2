"""The matrix of road choices that the Green Book 2026 prints in Table 5, as a case."""

import agile_case as ac

ROADS = """
format = "agile-case/1"
[case]
title = "Roads between cities A to E"
start = "2026-27"
horizon = 60
price_base = "2026-27"
[reference]
set = "uk-2026-03"
[options.usual]
roles = ["business-as-usual"]
choices = { scope = "c1_0", solution = "c2_0", delivery = "c3_0" }
[options.roads]
title = "New and refurbished roads A to C"
roles = ["preferred-way-forward"]
choices = { scope = "c1_2", solution = "c2_2", delivery = "c3_3", implementation = "c4_2", funding = "c5_2" }
"""
MATRIX = {
    "scope": {"1.0": "usual", "1.1": "amber", "1.2": "green", "1.3": "amber", "1.4": "red"},
    "solution": {"2.0": "usual", "2.1": "amber", "2.2": "green", "2.3": "amber", "2.4": "red"},
    "delivery": {"3.0": "usual", "3.1": "red", "3.2": "amber", "3.3": "green"},
    "implementation": {"4.1": "amber", "4.2": "green", "4.3": "red"},
    "funding": {"5.1": "red", "5.2": "green", "5.3": "red", "5.4": "red"},
}
"""HM Treasury, The Green Book 2026, Table 5; read in the publication. The numbers are in order of ambition."""


def key_of(number):
    return "c" + number.replace(".", "_")


def roads():
    text = ROADS
    for category, cells in MATRIX.items():
        for number, rating in cells.items():
            said = "business_as_usual = true" if rating == "usual" else f'rating = "{rating}"'
            text += f"[longlist.{category}.{key_of(number)}]\n{said}\nambition = {number[-1]}\n"
    return ac.loads(text)
