"""The last words of a task, out of the daemon's multiplexed stream."""

from __future__ import annotations

from infra.backends.docker.logs import frames


def frame(text: str, stream: int = 1) -> bytes:
    told = text.encode()
    return bytes([stream, 0, 0, 0]) + len(told).to_bytes(4) + told


def test_frames_of_both_streams_come_in_order() -> None:
    assert frames(frame("satu\n") + frame("dua\n", 2)) == ["satu\n", "dua\n"]


def test_a_frame_that_was_cut_off_is_passed_over() -> None:
    assert frames(frame("satu\n") + frame("dua\n")[:-2]) == ["satu\n"]
    assert frames(b"") == []
    assert frames(b"\x01\x00") == []


def test_bytes_that_are_no_text_are_shown_somehow() -> None:
    assert frames(bytes([1, 0, 0, 0]) + (2).to_bytes(4) + b"\xff!") == ["\ufffd!"]
