"""A port that is taken is moved, and said."""

import socket

from workers.embedded.ports import LOCALHOST, is_free, settle_ports


def test_a_taken_port_is_moved_and_the_block_says_so() -> None:
    with socket.create_server((LOCALHOST, 0)) as occupant:
        usual = occupant.getsockname()[1]
        ports, remarks = settle_ports({"Temporal": usual})
        assert ports["Temporal"] != usual
        assert remarks == (f"Port {usual} is taken, so Temporal listens on {ports['Temporal']}.",)


def test_a_free_port_stays_and_nothing_is_said() -> None:
    ports, _ = settle_ports({"a": 0})
    settled, remarks = settle_ports({"Temporal": ports["a"]})
    assert settled["Temporal"] == ports["a"]
    assert remarks == ()


def test_two_servers_never_get_the_same_port() -> None:
    wanted = {"a": 0}
    usual = settle_ports(wanted)[0]["a"]
    ports, _ = settle_ports({"PostgreSQL": usual, "Temporal": usual, "mail": 0})
    assert len(set(ports.values())) == 3


def test_a_port_somebody_listens_on_is_not_free() -> None:
    with socket.create_server((LOCALHOST, 0)) as occupant:
        assert not is_free(occupant.getsockname()[1])
