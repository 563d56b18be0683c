"""The closed forms against figures worked out by hand, or printed elsewhere."""

import math

import pytest

from tests.theory import erlang


def test_erlang_b_by_hand() -> None:
    """Load 2, two officers: (2²/2) / (1 + 2 + 2) = 2/5; three: (2³/6) / (1 + 2 + 2 + 4/3) = 4/19."""
    assert erlang.erlang_b(2.0, 2) == pytest.approx(2 / 5)
    assert erlang.erlang_b(2.0, 3) == pytest.approx(4 / 19)


def test_one_officer() -> None:
    """M/M/1 at load 3/4 with services of 1: p0 = 1/4, waits 3/4 / (1/4) = 3."""
    line = erlang.mmc(0.75, 1.0, 1)
    assert (line.p_empty, line.p_wait, line.wait) == pytest.approx((1 / 4, 3 / 4, 3))


def test_textbook_case() -> None:
    """M/M/3, 4.8 arrivals an hour, 15 minutes of service, worked by hand (no printed source was at hand).

    a = 1.2. 1 + 1.2 + 0.72 = 2.92; 1.2³/3! = 0.288, by 1 - 0.4 gives 0.48. p0 = 1/3.4 = 5/17 = 0.2941;
    C = 0.48/3.4 = 12/85 = 0.1412; Lq = C 0.4/0.6 = 8/85 = 0.0941; Wq = Lq/4.8 h = 1/51 h = 1.176 min.
    """
    line = erlang.mmc(4.8 / 60, 15.0, 3)
    assert line.p_empty == pytest.approx(5 / 17)
    assert line.p_wait == pytest.approx(12 / 85)
    assert line.queue == pytest.approx(8 / 85)
    assert line.wait == pytest.approx(60 / 51)


def test_eye_clinic() -> None:
    """Gross and Harris, section 2.3: three doctors, 6 patients an hour, 20 minutes each: p0 = 1/9, Lq = 8/9."""
    line = erlang.mmc(6 / 60, 20.0, 3)
    assert (line.p_empty, line.queue, line.wait) == pytest.approx((1 / 9, 8 / 9, 80 / 9))


def test_four_servers_as_printed() -> None:
    """M/M/4, 2.4 a minute, 0.7 a minute each: Kelton, Smith and Sturrock, Simio and Simulation, section 2.3."""
    line = erlang.mmc(2.4, 1 / 0.7, 4)
    assert line.wait == pytest.approx(1.7576158, abs=5e-8)
    assert line.queue == pytest.approx(4.218278, abs=5e-7)


def test_waits_within() -> None:
    """M/M/1 at load 1/2, services of 1: P(W <= 2 ln 2) = 1 - 1/2 · e^(-ln 2) = 3/4; at 0 it is 1 - C."""
    assert erlang.mmc_waits_within(2 * math.log(2), 0.5, 1.0, 1) == pytest.approx(3 / 4)
    assert erlang.mmc_waits_within(0.0, 0.08, 15.0, 3) == pytest.approx(1 - 12 / 85)


def test_too_much_load_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot carry"):
        erlang.mmc(3.0, 1.0, 3)


def test_turning_away_by_hand() -> None:
    """One officer, load 1, one may wait: three equal states. 1/3 turn away; half of those who join wait for 1."""
    turned_away, line = erlang.mmck(1.0, 1.0, 1, 1)
    assert turned_away == pytest.approx(1 / 3)
    assert (line.p_empty, line.p_wait, line.queue, line.wait) == pytest.approx((1 / 3, 1 / 2, 1 / 3, 1 / 2))


def test_turning_away_without_waiting_is_erlang_b() -> None:
    assert erlang.mmck(1.0, 2.0, 3, 0)[0] == pytest.approx(4 / 19)


def test_patience_as_long_as_service() -> None:
    """One officer, services and patience of 1, rate 1: n people leave at rate n, so n is Poisson with mean 1.

    P(wait) = 1 - 1/e. Served are (1 - 1/e) in a minute, so 1/e leave; the mean wait is P(leave) times patience.
    """
    line = erlang.erlang_a(1.0, 1.0, 1.0, 1)
    assert line.p_empty == pytest.approx(1 / math.e)
    assert line.p_wait == pytest.approx(1 - 1 / math.e)
    assert (line.p_leave, line.wait, line.queue) == pytest.approx((1 / math.e, 1 / math.e, 1 / math.e))


def test_waits_of_leavers_by_hand() -> None:
    """Few come: all who wait find one in service and nobody waiting; both clocks run at rate 1.

    Half leave, after the first of two unit clocks: 1/2 on average; those called after waiting waited 1/2 too. The next
    case, one waiting before, has the weight of the rate again and is left out: error of the order of the rate.
    """
    rate = 1e-9
    line = erlang.erlang_a(rate, 1.0, 1.0, 1)
    assert line.p_leave == pytest.approx(rate / 2)
    assert line.wait_leavers == pytest.approx(1 / 2)
    assert line.wait_served == pytest.approx(rate / 2 * 1 / 2)


def test_call_centre_as_printed() -> None:
    """50 agents, 48 calls a minute, 1 minute each, patience of 2: Garnett, Mandelbaum and Reiman (2002), section 1.

    Printed: without leaving a mean wait of 20.8 s and 17 waiting; with leaving 3.1 % leave, 3.7 s, 3 waiting.
    """
    stay = erlang.mmc(48.0, 1.0, 50)
    assert stay.wait * 60 == pytest.approx(20.8, abs=0.05)
    assert stay.queue == pytest.approx(17, abs=0.5)
    leave = erlang.erlang_a(48.0, 1.0, 2.0, 50)
    assert leave.p_leave == pytest.approx(0.031, abs=0.0005)
    assert leave.wait * 60 == pytest.approx(3.7, abs=0.05)
    assert leave.queue == pytest.approx(3, abs=0.5)


def test_endless_patience_is_erlang_c() -> None:
    line, stay = erlang.erlang_a(0.08, 15.0, 1e9, 3), erlang.mmc(0.08, 15.0, 3)
    assert (line.p_wait, line.wait) == pytest.approx((stay.p_wait, stay.wait), rel=1e-6)
    assert line.wait_served == pytest.approx(stay.wait, rel=1e-6)


def test_pollaczek_khinchine_by_hand() -> None:
    """Load 1/2, services of 1: exponential waits 1, constant half of it, cv 2 two and a half times as long."""
    for cv, wait in ((1.0, 1.0), (0.0, 0.5), (2.0, 2.5)):
        assert erlang.pollaczek_khinchine(0.5, 1.0, erlang.second_moment(1.0, cv)) == pytest.approx(wait)


def test_cobham_by_hand() -> None:
    """Rates 0.1, 0.2, 0.3, exponential services of 1: W0 = 0.6; 0.6/0.9, 0.6/(0.9·0.7), 0.6/(0.7·0.4)."""
    found = erlang.cobham([0.1, 0.2, 0.3], [1.0] * 3, [2.0] * 3)
    assert found == pytest.approx([0.6 / 0.9, 0.6 / 0.63, 0.6 / 0.28])


def test_cobham_of_one_class_is_pollaczek_khinchine() -> None:
    assert erlang.cobham([0.5], [1.0], [1.25]) == pytest.approx([erlang.pollaczek_khinchine(0.5, 1.0, 1.25)])


def test_priorities_only_move_waits_about() -> None:
    """Kleinrock's conservation law: waits weighted by the classes' loads add up as without priorities."""
    rates, means, seconds = [0.1, 0.05, 0.2], [1.0, 4.0, 1.5], [3.0, 20.0, 2.5]
    loads = [rate * mean for rate, mean in zip(rates, means, strict=True)]
    waits = erlang.cobham(rates, means, seconds)
    residual = sum(rate * second for rate, second in zip(rates, seconds, strict=True)) / 2
    weighted = sum(load * wait for load, wait in zip(loads, waits, strict=True))
    assert weighted == pytest.approx(sum(loads) * residual / (1 - sum(loads)))


def test_poisson_by_hand() -> None:
    assert erlang.poisson(2.0, 0) == pytest.approx(math.exp(-2))
    assert erlang.poisson(2.0, 3) == pytest.approx(math.exp(-2) * 8 / 6)
    assert sum(erlang.poisson(10.0, number) for number in range(100)) == pytest.approx(1)
