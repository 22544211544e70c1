"""The daemon and its configuration: read again at SIGHUP, checked first, and never half."""

import signal

from tests.acceptance.test_commands import free_port, get, until
from tests.acceptance.test_manners import FEED, RSS
from tests.hub import HEAD, Hub


def test_the_daemon_takes_in_an_edited_configuration_and_keeps_the_old_one_where_it_has_an_error(hub: Hub) -> None:
    address, port = hub.publisher.address, free_port()
    site = f"http://127.0.0.1:{port}"
    head = HEAD + f'[serve]\nlisten = "127.0.0.1:{port}"\n'
    for number in (1, 2):
        hub.publisher.says(f"/{number}.xml", RSS.format(number))
    first = FEED.format(id="first", url=f"{address}/1.xml", every="1s")
    second = FEED.format(id="second", url=f"{address}/2.xml", every="1s")
    hub.configure(head + first)
    process = hub.start("daemon")
    try:
        until(lambda: get(f"{site}/feed.xml")[2].count(b"<entry>") == 1, process)
        hub.configure(head + first + second.replace("every", "evry"))
        process.send_signal(signal.SIGHUP)
        hub.publisher.paths()
        until(lambda: len(hub.publisher.asked) > 1, process)
        assert set(hub.publisher.paths()) == {"/1.xml"}

        hub.configure(head.replace("金融消息", "新名") + second)
        process.send_signal(signal.SIGHUP)
        until(lambda: get(f"{site}/feed.xml")[2].count(b"<entry>") == 2, process)
        until(lambda: "新名" in get(f"{site}/feed.xml")[2].decode(), process)
        hub.publisher.paths()
        until(lambda: len(hub.publisher.asked) > 1, process)
        assert set(hub.publisher.paths()) == {"/2.xml"}
    finally:
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=10)

    assert process.returncode == 0
    assert "the configuration is left as it was: " in err
    assert "feedhub.toml:20: " in err
    assert "evry" in err
    assert "the configuration was read again, 1 sources" in err
    assert "Traceback" not in err
