"""The choice of who is responsible, which stands in every row of a table."""

from collections.abc import Sequence

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from cases.assignees import Assignee
from volunteers.models import User

register = template.Library()


@register.filter
def options(choices: Sequence[Assignee], chosen: User | None) -> SafeString:
    """The options with the chosen one marked. They were written once for all rows of the page:
    a tag or two an option in every row was half of the time of the page.
    """
    key = str(chosen.public_id) if chosen else ""
    lines = (one.chosen_option if one.public_id == key else one.option for one in choices)
    return format_html_join("", "{}", ((line,) for line in lines))
