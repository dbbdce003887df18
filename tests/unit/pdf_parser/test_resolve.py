from oximetry.report_fields import Value
from pdf_parser.ballot import Ballot, Ballots, Candidate
from pdf_parser.judgement import judged, unsettled
from pdf_parser.resolve import blamed, consistent, pinned
from tests.unit.oximetry.printed import REPORT

BOX = (0.0, 0.0, 10.0, 10.0)


def ballot(*readings: tuple[Value, float]) -> Ballot:
    """Readings (value, confidence), each by another way of looking."""
    return [Candidate(value, sure, BOX, f"look {at}") for at, (value, sure) in enumerate(readings)]


def ballots(**changed: Ballot) -> Ballots:
    sure = {name: ballot((value, 0.95), (value, 0.95), (value, 0.95)) for name, value in REPORT.items()}
    return {**sure, **changed}


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
