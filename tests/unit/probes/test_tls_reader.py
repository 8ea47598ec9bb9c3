import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digiamen_scan.probes.tls.answers import Alert, Answer, Broken, Closed, NotTls, ServerHello
from digiamen_scan.probes.tls.reader import MOST_BYTES, AnswerReader, Ssl2Reader
from tests.lab.tls_servers import SSL_2_HELLO, alert, hello, message, record

READERS = st.sampled_from([AnswerReader, Ssl2Reader])
KEY_EXCHANGE = message(12, (128).to_bytes(2) + b"\xff" * 128 + b"\x00\x01\x02")
CERTIFICATE = message(11, b"\x00\x00\x00")
DONE = message(14, b"")


def read(data: bytes, size: int = 65_536, *, exchange: bool = False) -> Answer:
    reader = AnswerReader(exchange=exchange)
    for at in range(0, len(data), size):
        answer = reader.feed(data[at : at + size])
        if answer is not None:
            return answer
    return reader.ended(Closed())


@pytest.mark.parametrize("version", [0x0300, 0x0301, 0x0302, 0x0303, 0x0304])
def test_a_server_hello_tells_version_and_suite(version: int) -> None:
    answer = read(hello(version, 0xC02F))
    assert isinstance(answer, ServerHello)
    assert (answer.version, answer.suite, answer.compression) == (version, 0xC02F, 0)
    assert answer.safe_renegotiation is (version != 0x0304)


def test_one_without_extensions_is_whole() -> None:
    body = b"\x03\x00" + bytes(32) + b"\x00" + b"\x00\x0a" + b"\x01"
    assert read(record(22, message(2, body))) == ServerHello(0x0300, 10, 1)


def test_a_retry_request_counts_as_agreed() -> None:
    special = bytes.fromhex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c")
    extensions = bytes.fromhex("002b00020304" + "003300020017")
    body = b"\x03\x03" + special + b"\x00\x13\x01\x00" + len(extensions).to_bytes(2) + extensions
    assert read(record(22, message(2, body))) == ServerHello(0x0304, 0x1301)


@pytest.mark.parametrize("size", [1, 2, 5, 7, 64])
def test_pieces_of_any_size_say_the_same(size: int) -> None:
    assert read(hello(0x0303, 0x2F), size) == read(hello(0x0303, 0x2F))
    assert read(alert(70), size) == Alert(70)
    assert read(b"HTTP/1.1 400 Bad Request\r\n\r\n", size) == NotTls("http")


def test_messages_may_be_spread_over_records() -> None:
    whole = hello(0x0303, 0x2F)[5:]
    spread = b"".join(record(22, whole[i : i + 3]) for i in range(0, len(whole), 3))
    assert read(spread) == read(hello(0x0303, 0x2F))


def test_a_warning_about_the_name_is_no_refusal() -> None:
    assert read(alert(112, level=1) + hello(0x0303, 0x2F)) == read(hello(0x0303, 0x2F))
    assert read(alert(112, level=1)) == Closed()
    assert read(alert(112)) == Alert(112)


@pytest.mark.parametrize("joined", [True, False])
def test_the_prime_is_read_when_it_is_asked_for(*, joined: bool) -> None:
    messages = [CERTIFICATE, KEY_EXCHANGE, DONE]
    rest = record(22, b"".join(messages)) if joined else b"".join(record(22, m) for m in messages)
    data = hello(0x0303, 0x9E) + rest
    answer = read(data, exchange=True)
    assert isinstance(answer, ServerHello)
    assert answer.prime_bits == 1024
    at_once = read(data)
    assert isinstance(at_once, ServerHello)
    assert at_once.prime_bits == 0


@pytest.mark.parametrize("suite", [0xC02F, 0x2F])
def test_other_key_exchanges_are_not_waited_for(suite: int) -> None:
    assert read(hello(0x0303, suite), exchange=True) == read(hello(0x0303, suite))


@pytest.mark.parametrize("then", [b"", DONE, alert(40), record(22, message(11, b"x" * 5))[:9]])
def test_what_follows_takes_an_agreement_not_back(then: bytes) -> None:
    rest = record(22, then) if then == DONE else then
    answer = read(hello(0x0303, 0x9E) + rest, exchange=True)
    assert answer == read(hello(0x0303, 0x9E))


@pytest.mark.parametrize(
    "data",
    [
        record(22, message(2, b"")),
        record(22, message(2, b"\x03\x03" + bytes(31))),
        record(22, message(2, b"\x03\x03" + bytes(32) + b"\xff")),
        record(22, message(2, b"\x03\x03" + bytes(32) + b"\x00\x00\x2f\x00\x00\x09\x00")),
        record(22, message(11, b"certificate first")),
        record(22, b"\x02\xff\xff\xff"),
        record(23, b"data"),
        record(21, b"\x02"),
        b"\x16\x03\x03\xff\xff",
    ],
)
def test_what_makes_no_sense_is_broken(data: bytes) -> None:
    assert isinstance(read(data), Broken)


@pytest.mark.parametrize(
    ("data", "speech"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "http"),
        (b"<html>", "http"),
        (b"220 mail.example.org ESMTP\r\n", "other"),
        (b"SSH-2.0-OpenSSH_9\r\n", "other"),
        (b"\x16\x02\x00\x00\x05hello", "other"),
        (b"no", "other"),
    ],
)
def test_another_language_is_told_apart(data: bytes, speech: str) -> None:
    answer = read(data)
    assert isinstance(answer, NotTls)
    assert answer.speech == speech


@pytest.mark.parametrize("data", [b"", b"\x16", hello(0x0303, 0x2F)[:-1]])
def test_half_an_answer_is_none(data: bytes) -> None:
    assert read(data) == Closed()


def test_an_endless_chain_of_certificates_is_cut() -> None:
    reader = AnswerReader(exchange=True)
    assert reader.feed(hello(0x0303, 0x9E)) is None
    piece = record(22, message(11, b"x" * 16_000))
    fed = 0
    for _ in itertools.count():
        fed += len(piece)
        if reader.feed(piece) is not None:
            break
    assert fed <= MOST_BYTES + 2 * len(piece)


def test_empty_records_without_end_are_cut() -> None:
    reader = AnswerReader()
    fed = 0
    while (answer := reader.feed(record(22, b"") * 100)) is None:
        fed += 500
    assert isinstance(answer, Broken)
    assert fed <= MOST_BYTES + 500


def test_ssl_2_is_agreed_to_only_in_its_own_form() -> None:
    assert Ssl2Reader().feed(SSL_2_HELLO) == ServerHello(2, 0)
    assert Ssl2Reader().feed(alert(70)) == Alert(70)
    assert Ssl2Reader().feed(bytes.fromhex("8003000001")) == NotTls("other")
    higher = SSL_2_HELLO[:5] + b"\x03\x01" + SSL_2_HELLO[7:]
    assert Ssl2Reader().feed(higher) == NotTls("other")
    assert AnswerReader().feed(SSL_2_HELLO) == NotTls("other")


@given(READERS, st.tuples(st.booleans(), st.lists(st.binary(max_size=300), max_size=8)))
def test_no_bytes_make_it_fall_over(
    reader: type[AnswerReader], case: tuple[bool, list[bytes]]
) -> None:
    reading = reader(exchange=case[0])
    for piece in case[1]:
        if reading.feed(piece) is not None:
            break
    assert reading.ended(Closed()) is not None


WHOLE = hello(0x0303, 0x9E) + record(22, CERTIFICATE + KEY_EXCHANGE + DONE)


@given(st.data())
def test_no_damage_makes_it_fall_over(data: st.DataObject) -> None:
    damaged = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 6))):
        damaged[data.draw(st.integers(0, len(WHOLE) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(WHOLE)))
    read(bytes(damaged[:cut]), data.draw(st.integers(1, 64)), exchange=True)
