"""AES-256-GCM: the known answers, and that nothing opens but what was sealed, where it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jourcase.keystore import crypto
from jourcase.keystore.crypto import SealBrokenError
from jourcase.keystore.wrapping import read_keks, unwrap, wrap

KEY = bytes(range(32))
OTHER = bytes(range(1, 33))
HERE = crypto.place("cases_identity", "name", "case:1", "1")

# Test cases 13 to 16 of the GCM submission to NIST: key, nonce, place, plain, sealed, tag.
_K = "feffe9928665731c6d6a8f9467308308" * 2
_N = "cafebabefacedbaddecaf888"
_P = (
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255"
)
_C = (
    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
    "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad"
)
KNOWN_ANSWERS = {
    "13": ("00" * 32, "00" * 12, "", "", "", "530f8afbc74536b9a963b4f1c4cb738b"),
    "14": (
        *("00" * 32, "00" * 12, "", "00" * 16),
        *("cea7403d4d606b6e074ec5d3baf39d18", "d0d1c8a799996bf0265b98b5d48ab919"),
    ),
    "15": (_K, _N, "", _P, _C, "b094dac5d93471bdec1a502270e3cc6c"),
    "16": (
        *(_K, _N, "feedfacedeadbeeffeedfacedeadbeefabaddad2"),
        *(_P[:120], _C[:120], "76fc6ece0f4e1768cddf8853bb2d551b"),
    ),
}


@pytest.mark.parametrize("case", KNOWN_ANSWERS)
def test_the_known_answers_of_the_standard_open(case: str) -> None:
    key, nonce, where, plain, sealed, tag = map(bytes.fromhex, KNOWN_ANSWERS[case])
    assert crypto.decrypt(key, nonce + sealed + tag, where) == plain
    with pytest.raises(SealBrokenError):
        crypto.decrypt(key, nonce + sealed + bytes([tag[0] ^ 1]) + tag[1:], where)


@given(st.text(st.characters(codec="utf-8")))
def test_what_is_sealed_opens(text: str) -> None:
    assert crypto.open_text(KEY, crypto.seal_text(KEY, text, HERE), HERE) == text


@given(st.text(st.characters(codec="utf-8"), min_size=3))
def test_the_text_is_not_to_be_seen_and_never_sealed_alike(text: str) -> None:
    one, two = crypto.seal_text(KEY, text, HERE), crypto.seal_text(KEY, text, HERE)
    assert one != two
    assert text not in one or len(text) < 6


@given(st.binary(max_size=200), st.data())
def test_one_flipped_bit_is_enough(plain: bytes, data: st.DataObject) -> None:
    sealed = bytearray(crypto.encrypt(KEY, plain, HERE))
    at = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[at // 8] ^= 1 << (at % 8)
    with pytest.raises(SealBrokenError):
        crypto.decrypt(KEY, bytes(sealed), HERE)


@pytest.mark.parametrize(
    "elsewhere",
    [
        ("cases_note", "name", "case:1", "1"),
        ("cases_identity", "email", "case:1", "1"),
        ("cases_identity", "name", "case:2", "1"),
        ("cases_identity", "name", "case:1", "2"),
        ("cases_identity", "name", "case:", "11"),
    ],
)
def test_text_moved_to_another_place_does_not_open(elsewhere: tuple[str, ...]) -> None:
    sealed = crypto.seal_text(KEY, "Vera", HERE)
    with pytest.raises(SealBrokenError):
        crypto.open_text(KEY, sealed, crypto.place(*elsewhere))


@given(st.lists(st.text(max_size=5), max_size=4), st.lists(st.text(max_size=5), max_size=4))
def test_no_two_places_look_alike(one: list[str], two: list[str]) -> None:
    assert (crypto.place(*one) == crypto.place(*two)) == (one == two)


@pytest.mark.parametrize("stored", ["", "Vera", "j1.", "j1.åäö", "j1.AAAA", "j1.!!!!", "j2.AAAA"])
def test_what_was_not_sealed_does_not_open(stored: str) -> None:
    with pytest.raises(SealBrokenError):
        crypto.open_text(KEY, stored, HERE)


def test_another_key_opens_nothing() -> None:
    with pytest.raises(SealBrokenError):
        crypto.open_text(OTHER, crypto.seal_text(KEY, "Vera", HERE), HERE)


def test_a_wrapped_key_opens_for_its_own_scope_only() -> None:
    kek_id, wrapped = wrap(KEY, "case:1", {"new": OTHER, "old": bytes(32)})
    assert kek_id == "new"
    assert unwrap(wrapped, "case:1", "new", {"new": OTHER}) == KEY
    assert unwrap(wrapped, "case:2", "new", {"new": OTHER}) is None
    assert unwrap(wrapped, "case:1", "new", {"new": KEY}) is None
    assert unwrap(wrapped, "case:1", "old", {"old": OTHER}) is None
    assert unwrap(wrapped, "case:1", "new", {}) is None


B64 = "QUJDREVGR0hBQkNERUZHSEFCQ0RFRkdIQUJDREVGR0g="


def test_the_first_key_of_the_environment_is_the_one_in_use() -> None:
    keks = read_keks(f"k2:{B64}, k1:{'A' * 43}=")
    assert list(keks) == ["k2", "k1"]
    assert keks["k1"] == bytes(32)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " , ",
        B64,
        f"K1:{B64}",
        "k1:åäö",
        "k1:QUJD",
        f"k1:{B64},k1:{'A' * 43}=",
        f"k1:{B64},k2:{B64}",
        f"k1:{B64[:-2]}",
    ],
)
def test_keys_that_are_no_keys_are_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(ValueError, match=r"[Nn]yck") as refused:
        read_keks(text)
    assert B64[:8] not in str(refused.value)
