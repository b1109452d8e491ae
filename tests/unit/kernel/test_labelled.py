"""Enums with the Swedish word that a person sees."""

from jourcase.kernel.labelled import Labelled


class Fruit(Labelled):
    APPLE = "apple", "Äpple"
    PEAR = "pear", "Päron"


def test_a_member_is_its_code_and_carries_its_word() -> None:
    assert Fruit("pear") is Fruit.PEAR
    assert str(Fruit.PEAR) == "pear"
    assert f"{Fruit.PEAR}" == "pear"
    assert Fruit.PEAR.label == "Päron"


def test_choices_keep_the_order_of_definition() -> None:
    assert Fruit.choices() == [("apple", "Äpple"), ("pear", "Päron")]
