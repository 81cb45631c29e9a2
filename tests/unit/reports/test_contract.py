"""The JSON contract: its form, its order, its pounds, and what the schema refuses."""

import copy
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import jsonschema
import pytest

import agile_case as ac
from agile_case.reports.contract import FORMAT, finding_document, result_document, result_json, result_schema

EXAMPLES = Path(__file__).parents[3] / "examples"
TOP = [
    *(
        "format",
        "start",
        "horizon",
        "price_base",
        "present_value_year",
        "at",
        "basis",
        "savings",
        "transfers",
        "partial",
    ),
    *("provenance", "options", "tables", "findings", "ignored_findings"),
]
PROVENANCE = [
    *("version", "model_sha256", "reference", "discounting", "prices", "rules", "seed", "draws"),
    *("draws_asked", "sampling", "scramblings", "numpy", "cpu_features"),
]
OPTION = ["title", "roles", "absolute", "against", "discounting", "uplifts", "unmonetised", "years"]
MEASURES = ["pvb", "pvc", "pvc_public", "pvc_nonpublic", "npsv", "bcr"]
RETURNS = ["rpsc", "rpsc_numerator", "rpsc_denominator"]
YEAR = ["cost", "benefit", "discount_factor", "pv_cost", "pv_benefit", "cash"]
SPREAD = ["mean", "standard_error", "p10", "p50", "p90"]
VALIDATOR = jsonschema.Draft202012Validator(result_schema())


def faults(document):
    return [f"{'/'.join(map(str, error.path))}: {error.message}" for error in VALIDATOR.iter_errors(document)]


def no_constant(name):
    raise AssertionError(name)


class TestForm:
    def test_the_schema_is_a_schema(self):
        jsonschema.Draft202012Validator.check_schema(result_schema())
        assert result_schema()["$id"] == FORMAT == "agile-case-result/1"

    def test_every_result_follows_the_schema(self, every):
        assert faults(json.loads(result_json(*every))) == []

    def test_json_holds_the_document_and_no_constant_that_json_lacks(self, every):
        text = result_json(*every)
        assert json.loads(text, parse_constant=no_constant) == result_document(*every)
        assert text.endswith("}\n")

    def test_it_holds_every_table_of_the_report_in_full(self, every):
        result = every[0]
        document = json.loads(result_json(*every))
        assert [table["key"] for table in document["tables"]] == [table.key for table in result.tables]
        for held, table in zip(document["tables"], result.tables, strict=True):
            assert [tuple(row) for row in held["rows"]] == list(table.rows)
            assert [column["key"] for column in held["columns"]] == [column.key for column in table.columns]
            assert tuple(held["notes"]) == table.notes

    def test_effects_without_a_money_value_are_carried_with_their_option(self, every):
        for option, held in zip(every[0].plan.options, result_document(*every)["options"].values(), strict=True):
            assert [(one["title"], one["kind"], one["measure"], one["notes"]) for one in held["unmonetised"]] == list(
                option.unmonetised
            )

    def test_the_keys_stand_in_the_order_of_the_contract(self, every):
        document = result_document(*every)
        simulated = ["simulation"] if every[0].samples is not None and not document["partial"] else []
        assert list(document) == TOP
        assert list(document["provenance"]) == PROVENANCE
        assert list(document["provenance"]["reference"]) == ["set", "files"]
        for option in document["options"].values():
            assert list(option) == OPTION
            assert list(option["absolute"]) == [*MEASURES, *RETURNS, "undefined", *simulated]
            for against in option["against"].values():
                middle = ["bcr_other_convention", *RETURNS, "undefined", "quadrant"]
                assert list(against) == [*MEASURES, *middle, *simulated]
            for year in option["years"].values():
                assert list(year) == YEAR

    def test_a_simulation_has_its_keys_and_only_the_comparison_a_chance_of_loss(self, report):
        option = result_document(*report("licence, simulated"))["options"]["digital"]
        assert list(option["absolute"]["simulation"]) == ["npsv"]
        assert list(option["absolute"]["simulation"]["npsv"]) == SPREAD
        against = option["against"]["business_as_usual"]["simulation"]
        assert list(against["npsv"]) == [*SPREAD, "probability_negative"]

    @pytest.mark.parametrize("name", ["licence", "council", "council, simulated", "bicester"])
    def test_without_draws_or_in_part_no_simulation_is_shown(self, report, name):
        assert '"simulation"' not in result_json(*report(name))

    def test_without_a_business_as_usual_nothing_is_compared_and_a_finding_says_why(self, report):
        document = result_document(*report("bicester"))
        assert document["options"]["centre"]["against"] == {}
        assert "business-as-usual-missing" in [finding["code"] for finding in document["findings"]]

    def test_a_finding_set_aside_is_listed_by_itself_with_who_did_so_and_why(self):
        case = ac.load(EXAMPLES / "licence.toml")
        first = next(held for held in ac.check(case) if held.severity is not ac.Severity.BLOCK)
        judgement = {"rule": first.code, "by": "Economist", "on": "2026-06-01", "because": "Seen.", "ignore": True}
        aside = case.revise({"judgements.seen": judgement})
        document = result_document(aside.appraise(), ac.check(aside))
        assert faults(document) == []
        assert first.code not in [held["code"] for held in document["findings"]]
        (ignored, *_) = document["ignored_findings"]
        assert (ignored["code"], ignored["path"]) == (first.code, first.path)
        assert ignored["judged"] == "ignored by Economist on 2026-06-01: Seen."
        assert result_document(case.appraise(), ac.check(case))["ignored_findings"] == []
        assert result_document(case.appraise(), [first])["ignored_findings"] == []

    def test_the_business_as_usual_is_not_compared_with_itself(self, report):
        options = result_document(*report("licence"))["options"]
        assert options["business_as_usual"]["against"] == {}
        assert list(options["digital"]["against"]) == ["business_as_usual"]

    def test_a_finding_keeps_six_facts(self, finding):
        assert finding_document(finding) == {
            "code": "made-up",
            "severity": "block",
            "path": "options.other",
            "message": finding.message,
            "source": "own check",
            "judged": "",
        }


class TestPounds:
    def test_npsv_is_benefits_less_costs(self, every):
        document = result_document(*every)
        for option in document["options"].values():
            for held in (option["absolute"], *option["against"].values()):
                if held["npsv"] is not None:
                    size = max(abs(held["pvb"]), abs(held["pvc"]))
                    assert held["pvb"] - held["pvc"] == pytest.approx(held["npsv"], rel=1e-9, abs=1e-9 * size)
                    if document["transfers"] != "excluded":  # PVC public holds transfers that no other side does
                        assert held["pvc_public"] + held["pvc_nonpublic"] == pytest.approx(held["pvc"], abs=1e-9 * size)

    def test_the_years_sum_to_the_measures(self, every):
        for option in result_document(*every)["options"].values():
            held, years = option["absolute"], option["years"].values()
            if held["npsv"] is not None:
                assert sum(year["pv_benefit"] for year in years) == pytest.approx(held["pvb"], rel=1e-9)
                assert sum(year["pv_cost"] for year in years) == pytest.approx(held["pvc"], rel=1e-9)
                for year in years:
                    assert year["cost"] * year["discount_factor"] == pytest.approx(year["pv_cost"], rel=1e-9)

    def test_a_comparison_is_the_difference_of_the_options(self, report):
        options = result_document(*report("licence"))["options"]
        mine, theirs = options["digital"]["absolute"], options["business_as_usual"]["absolute"]
        against = options["digital"]["against"]["business_as_usual"]
        for name in ("pvb", "pvc", "npsv"):
            assert against[name] == pytest.approx(mine[name] - theirs[name], rel=1e-9)

    def test_years_run_from_year_0_to_the_horizon(self, report):
        document = result_document(*report("licence"))
        years = list(document["options"]["digital"]["years"])
        assert (document["start"], document["horizon"]) == ("2026-27", 10)
        assert (years[0], years[-1], len(years)) == ("2026-27", "2036-37", 11)
        assert document["options"]["digital"]["years"]["2026-27"]["discount_factor"] == 1

    def test_year_0_and_the_price_base_are_not_the_same_thing(self):
        plain = tomllib.loads((EXAMPLES / "licence.toml").read_text(encoding="utf-8"))
        plain["case"]["price_base"] = "2024-25"
        document = result_document(ac.from_plain(plain).appraise())
        assert (document["start"], document["present_value_year"], document["price_base"]) == (
            "2026-27",
            "2026-27",
            "2024-25",
        )

    def test_the_provenance_says_how_it_was_discounted_and_in_whose_prices(self, report):
        result, findings = report("bicester")
        held = result_document(result, findings)["provenance"]
        assert (held["discounting"], held["prices"]) == (result.plan.discounting, result.plan.prices)
        assert held["discounting"].startswith("factors given by the case: National Audit Office 2007")
        assert not [name for name in held["reference"]["files"] if name.startswith("discount-rate/")]
        other = result_document(result.under("discount-rate/green-book-2026"))["provenance"]
        assert other["discounting"] == "discount-rate/green-book-2026"
        assert "discount-rate/green-book-2026" in other["reference"]["files"]

    def test_uplifts_stand_with_their_option_after_mitigation(self, report):
        options = result_document(*report("licence"))["options"]
        assert options["digital"]["uplifts"] == {"options.digital.costs.beta_team": 1.2}
        assert options["business_as_usual"]["uplifts"] == {}

    def test_a_measure_without_a_value_has_its_reason(self, every):
        for option in result_document(*every)["options"].values():
            for held in (option["absolute"], *option["against"].values()):
                names = [*MEASURES, *RETURNS, *(["bcr_other_convention", "quadrant"] if "quadrant" in held else [])]
                assert {name for name in names if held[name] is None} == set(held["undefined"]) - {"cash"}

    def test_a_partial_case_has_amounts_and_no_present_values(self, report):
        option = result_document(*report("council"))["options"]["new_systems"]
        assert {option["absolute"][name] for name in (*MEASURES, *RETURNS)} == {None}
        assert {year["pv_cost"] for year in option["years"].values()} == {None}
        assert {year["pv_benefit"] for year in option["years"].values()} == {None}
        assert option["years"]["2024-25"]["cost"] == 70_000 + 500_600

    def test_cash_ends_with_the_deflator_and_says_so(self, report):
        option = result_document(*report("cash ends"))["options"]["usual"]
        known = [year for year, held in option["years"].items() if held["cash"] is not None]
        assert known == ["2026-27", "2027-28", "2028-29", "2029-30", "2030-31"]
        assert option["years"]["2026-27"]["cash"] == {"resource": 50_000}
        assert option["absolute"]["undefined"]["cash"] == (
            "Cash is not available after 2030-31, where the published deflator ends; "
            "prices_after under [case] continues it."
        )

    def test_cash_that_cannot_be_had_at_all_says_so(self, report):
        option = result_document(*report("cash never"))["options"]["usual"]
        assert [held["cash"] for held in option["years"].values()] == [None, None]
        reason = "Cash is not available: the deflator does not hold the years that it needs."
        assert option["absolute"]["undefined"]["cash"] == reason

    def test_cash_that_is_there_needs_no_reason(self, report):
        assert "cash" not in result_document(*report("small"))["options"]["usual"]["absolute"]["undefined"]

    def test_the_savings_convention_moves_cash_released_and_not_the_npsv(self):
        text = (EXAMPLES / "bicester.toml").read_text(encoding="utf-8")
        other = ac.loads(text.replace('savings = "benefit"', 'savings = "lower-cost"')).appraise()
        option = result_document(other)["options"]["centre"]
        before = result_document(ac.loads(text).appraise())["options"]["centre"]
        assert option["absolute"]["npsv"] == pytest.approx(before["absolute"]["npsv"], rel=1e-12)
        assert option["absolute"]["pvb"] == 0
        assert option["years"]["2007-08"]["cost"] == 1000 * (25_633 - 10_648)
        assert before["years"]["2007-08"]["benefit"] == 1000 * 10_648


def at(document, path):
    for key in path:
        document = document[key]
    return document


OPTION_PATH = ("options", "digital")
ALTERED = {
    "another format": ((), "format", "agile-case-result/2"),
    "a new key": ((), "clock", "2026-04-01"),
    "a year that is none": ((), "start", "26-27"),
    "a horizon in words": ((), "horizon", "ten"),
    "a horizon below zero": ((), "horizon", -1),
    "an unknown centre": ((), "at", "median"),
    "another basis": ((), "basis", "forward"),
    "an unknown convention": ((), "savings", "both"),
    "a number for a truth": ((), "partial", 0),
    "a short hash": (("provenance",), "model_sha256", "abc"),
    "discounting that is a number": (("provenance",), "discounting", 0.035),
    "prices that are a year": (("provenance",), "prices", 2026),
    "a seed in words": (("provenance",), "seed", "7"),
    "a clock among the provenance": (("provenance",), "at", "2026-04-01"),
    "an unknown role": (OPTION_PATH, "roles", ["do-nothing"]),
    "a measure in words": ((*OPTION_PATH, "absolute"), "npsv", "1.9m"),
    "a reason that is none": ((*OPTION_PATH, "absolute"), "undefined", {"bcr": None}),
    "a simulation with a gap": ((*OPTION_PATH, "absolute", "simulation", "npsv"), "p90", None),
    "a chance above one": (
        (*OPTION_PATH, "against", "business_as_usual", "simulation", "npsv"),
        "probability_negative",
        1.5,
    ),
    "an unknown quadrant": ((*OPTION_PATH, "against", "business_as_usual"), "quadrant", "good"),
    "a second comparison": ((*OPTION_PATH, "against"), "other", {}),
    "an uplift in words": ((*OPTION_PATH, "uplifts"), "options.digital.costs.beta_team", "120%"),
    "a year of another form": ((*OPTION_PATH, "years"), "26", {}),
    "cash in words": ((*OPTION_PATH, "years", "2026-27"), "cash", {"resource": "1"}),
    "an option without a key": (("options",), "Digital Option", {}),
}
NEEDED = {
    "top": ((), TOP),
    "provenance": (("provenance",), PROVENANCE),
    "option": (OPTION_PATH, OPTION),
    "absolute": ((*OPTION_PATH, "absolute"), [*MEASURES, *RETURNS, "undefined"]),
    "against": (
        (*OPTION_PATH, "against", "business_as_usual"),
        [*MEASURES, "bcr_other_convention", *RETURNS, "undefined", "quadrant"],
    ),
    "year": ((*OPTION_PATH, "years", "2026-27"), YEAR),
    "spread": ((*OPTION_PATH, "absolute", "simulation", "npsv"), SPREAD),
    "finding": (("findings", 0), ["code", "severity", "path", "message", "source"]),
}


class TestTheSchemaRefuses:
    @pytest.fixture
    def document(self, report):
        document = copy.deepcopy(result_document(*report("licence, simulated")))
        assert faults(document) == []
        return document

    @pytest.mark.parametrize(("path", "key", "value"), ALTERED.values(), ids=ALTERED)
    def test_an_altered_document(self, document, path, key, value):
        at(document, path)[key] = value
        assert faults(document)

    @pytest.mark.parametrize(
        ("path", "key"),
        [(path, key) for path, keys in NEEDED.values() for key in keys],
        ids=[f"{name}-{key}" for name, (_, keys) in NEEDED.items() for key in keys],
    )
    def test_a_document_that_lacks_a_key(self, document, path, key):
        del at(document, path)[key]
        assert [fault for fault in faults(document) if f"'{key}' is a required property" in fault]

    @pytest.mark.parametrize(
        ("key", "value"), [("severity", "error"), ("code", None), ("hint", "do this"), ("source", 1)]
    )
    def test_an_altered_finding(self, document, key, value):
        document["findings"][0][key] = value
        assert faults(document)


class TestNoClock:
    def test_two_runs_give_the_same_bytes(self):
        def run():
            case = ac.load(EXAMPLES / "licence.toml")
            return result_json(case.appraise(draws=50, seed=3), ac.check(case)).encode()

        assert run() == run()

    @pytest.mark.full
    def test_another_process_on_another_day_of_the_week_gives_the_same_bytes(self):
        program = (
            "import agile_case as ac; from agile_case.reports.contract import result_json; import sys;"
            "case = ac.load(sys.argv[1]);"
            "sys.stdout.buffer.write(result_json(case.appraise(draws=50, seed=3), ac.check(case)).encode())"
        )
        outputs = [
            subprocess.run(
                [sys.executable, "-c", program, str(EXAMPLES / "licence.toml")],
                capture_output=True,
                check=True,
                env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            ).stdout
            for seed, zone in (("1", "Pacific/Kiritimati"), ("2", "Pacific/Pago_Pago"))
        ]
        assert outputs[0] == outputs[1]
        assert json.loads(outputs[0])["format"] == FORMAT
