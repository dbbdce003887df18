from datetime import datetime

from oximetry.report_fields import NAMES, Value
from pdf_parser.judging.ballot import Ballot, Ballots, Candidate
from pdf_parser.judging.judgement import judged, unsettled
from pdf_parser.judging.resolve import blamed, consistent, pinned, rivalled
from tests.unit.oximetry.printed import REPORT

BOX = (0.0, 0.0, 10.0, 10.0)


def ballot(*readings: tuple[Value, float]) -> Ballot:
    """Readings (value, confidence), each by another way of looking."""
    return [Candidate(value, sure, BOX, f"look {at}") for at, (value, sure) in enumerate(readings)]


def ballots(**changed: Ballot) -> Ballots:
    sure = {name: ballot((value, 0.95), (value, 0.95), (value, 0.95)) for name, value in REPORT.items()}
    return {**sure, **changed}


def only(**values: Value) -> Ballots:
    return {name: ballot((value, 0.95), (value, 0.95), (value, 0.95)) for name, value in values.items()}


def certain(ballots: Ballots) -> set[str]:
    return {name for name, verdict in judged(ballots).items() if verdict.certain}


def test_what_all_looks_agree_on_is_certain() -> None:
    assert certain(ballots()) == REPORT.keys()


def test_the_only_reading_that_satisfies_all_checks_is_taken() -> None:
    doubt = ballot((143, 0.6), (148, 0.9), (148, 0.4))

    assert consistent(ballots(drops_3=doubt))["drops_3"] == 143


def test_several_readings_are_resolved_together() -> None:
    values = consistent(
        ballots(
            drops_3=ballot((148, 0.9), (143, 0.5)),
            spo2_70_79_s=ballot((637, 0.9), (697, 0.5)),
        )
    )

    assert (values["drops_3"], values["spo2_70_79_s"]) == (143, 697)


def test_a_contradiction_that_no_reading_resolves_makes_a_field_unsure() -> None:
    wrong = ballots(drops_3=ballot((148, 0.95), (148, 0.95), (148, 0.95)))

    assert "drops_3" not in certain(wrong)
    assert "duration_s" in certain(wrong)


def test_the_fewest_fields_are_blamed() -> None:
    assert blamed(REPORT) == frozenset()
    assert blamed({**REPORT, "spo2_below_threshold_s": 25904}) == {"spo2_below_threshold_s"}
    assert blamed({**REPORT, "drops_3": 148}) == {"drops_3", "drops_3_per_hour"}


def test_what_is_not_confirmed_without_doubtful_fields_is_in_doubt_with_them() -> None:
    forged = {"pulse_between_s": 32391, "pulse_between_pct": 89.96}

    assert forged.keys() <= blamed({**REPORT, **forged})
    assert "duration_s" not in blamed({**REPORT, **forged})


def test_the_one_field_in_all_that_fails_is_blamed_with_what_only_it_confirms() -> None:
    alone = blamed({**REPORT, "duration_s": 39608})

    assert {"duration_s", "pulse_between_s"} <= alone
    assert not {"spo2_95_100_s", "spo2_from_95_pct", "pulse_between_pct"} & alone


def test_a_time_that_only_a_doubtful_duration_confirms_is_unsure() -> None:
    wrong = {"duration_s": 22952, "pulse_between_s": 22936, "pulse_between_pct": 99.93}

    assert not {"duration_s", "pulse_between_s"} & certain({**ballots(), **only(**wrong)})


def test_a_time_of_more_than_a_day_is_blamed_alone() -> None:
    assert blamed({**REPORT, "spo2_80_89_s": 114676}) == {"spo2_80_89_s"}
    assert blamed({"spo2_95_100_s": 114676}) == {"spo2_95_100_s"}


def test_what_nearly_any_value_would_satisfy_pins_nothing() -> None:
    few = {"duration_s": 22952, "drops_3": 1, "drops_3_per_hour": 0.16, "pulse_above_high_s": 0}
    values = {**few, "pulse_above_high_pct": 0.0}

    assert "duration_s" not in pinned(values, frozenset())
    assert {"drops_3", "pulse_above_high_s"} <= pinned(values, frozenset())


def test_what_holds_pins_what_hardly_any_other_value_would_satisfy() -> None:
    weak = {"app", "o2_score", "spo2_threshold", "pulse_high", "pulse_low"}
    levels = {name for name in NAMES if name.endswith(("_max", "_mean", "_min"))}

    assert pinned(REPORT, frozenset()) == REPORT.keys() - weak - levels


def test_a_value_that_the_checks_would_confirm_as_well_leaves_doubt() -> None:
    start, later = datetime(2025, 10, 15, 20, 35), datetime(2025, 10, 15, 20, 36)
    rival = ballot((start, 0.9), (start, 0.9), (start, 0.9), (later, 0.6))

    assert rivalled(REPORT, ballots(start=rival), frozenset()) == {"start"}
    assert "start" not in certain(ballots(start=rival))


def test_a_time_that_no_check_supports_is_unsure_however_often_it_was_read() -> None:
    assert certain(only(duration_s=22952, drops_3=0, drops_3_per_hour=0.0)) == {"drops_3", "drops_3_per_hour"}
    assert certain(only(spo2_from_95_pct=99.0)) == set()


def test_the_half_of_the_day_must_be_confirmed() -> None:
    start, end = datetime(2025, 10, 15, 20, 35), datetime(2025, 10, 16, 12, 52)

    assert certain(only(end=end, spo2_min=61, spo2_max=99)) == {"spo2_min", "spo2_max"}
    assert certain(only(start=start)) == {"start"}


def test_on_a_page_that_is_hardly_legible_only_what_is_confirmed_is_certain() -> None:
    unclear = {name: ballot((value, 0.5)) for name, value in REPORT.items() if name.startswith("pulse")}
    poor: Ballots = {**unclear, **only(o2_score=3.6, drops_3=0)}

    assert certain(poor) == set()


def test_two_places_that_say_something_else_leave_doubt() -> None:
    there = Candidate(87, 1.0, (0.0, 400.0, 10.0, 410.0), "page")
    here = [Candidate(88, 1.0, BOX, way) for way in ("page", "large", "narrow")]
    twice: Ballots = {"spo2_mean": [*here, there]}

    assert not judged(twice)["spo2_mean"].consistent


def test_a_field_is_pinned_only_by_checks_without_doubtful_fields() -> None:
    assert "drops_3" in pinned(REPORT, frozenset())
    assert "drops_3" not in pinned(REPORT, frozenset({"drops_3_per_hour"}))


def test_a_field_that_nothing_confirms_needs_three_alike_readings() -> None:
    twice = ballots(spo2_mean=ballot((88, 0.95), (88, 0.95)))
    thrice = ballots(spo2_mean=ballot((88, 0.95), (88, 0.7), (88, 0.5)))

    assert "spo2_mean" not in certain(twice)
    assert "spo2_mean" in certain(thrice)


def test_a_field_that_nothing_confirms_must_be_read_clearly_once() -> None:
    assert "o2_score" not in certain(ballots(o2_score=ballot((3.6, 0.7), (3.6, 0.7), (3.6, 0.7))))


def test_a_field_that_nothing_confirms_is_unsure_if_looks_differ() -> None:
    split = ballot((67, 0.95), (67, 0.95), (67, 0.9), (61, 0.8))

    assert "pulse_mean" not in certain(ballots(pulse_mean=split))


def test_a_confirmed_field_needs_most_of_its_readings() -> None:
    most = ballot((95, 0.9), (95, 0.5), (96, 0.9))
    half = ballot((95, 0.95), (96, 0.9))

    assert "drops_4" in certain(ballots(drops_4=most))
    assert "drops_4" not in certain(ballots(drops_4=half))


def test_the_same_reading_of_the_same_look_counts_once() -> None:
    same = [Candidate(88, 0.95, BOX, "page")] * 3

    assert "spo2_mean" not in certain(ballots(spo2_mean=same))


def test_what_more_looks_might_settle() -> None:
    verdicts = judged(ballots(spo2_mean=ballot((88, 0.95))))

    assert unsettled(verdicts, frozenset({"spo2_mean", "spo2_min", "age"})) == {"spo2_mean", "age"}
