"""The choice of who is responsible, which stands in every row of a table."""

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from cases.assignees import Choices
from cases.models import Case

register = template.Library()


@register.filter
def options(choices: Choices, case: Case) -> SafeString:
    """The options for one case. They were written once for all rows of the page:
    a tag or two an option in every row was half of the time of the page.
    """
    return format_html_join("", "{}", ((line,) for line in choices.options(case)))
