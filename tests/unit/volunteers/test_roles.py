"""The roles are stored as group names: a change of a code would orphan every account."""

from volunteers.domain.roles import Engagement, PersonGender, Role


def test_the_stored_codes_of_roles() -> None:
    assert [role.value for role in Role] == ["coordinator", "volunteer", "board"]


def test_every_word_about_a_person_is_swedish_and_its_own() -> None:
    for enum in (Role, Engagement, PersonGender):
        labels = [label for _, label in enum.choices()]
        assert all(labels)
        assert len(set(labels)) == len(labels)
