"""What a view or a service raises when the answer is to be a page of its own.

`jourcase.errors` gives them words; the apps below it cannot name it.
"""


class ConflictError(Exception):
    """Somebody or something came between: what was asked for no longer fits. Nothing changed."""


class TooManyRequestsError(Exception):
    """Too much in too short a time. `wait_seconds` tells the browser when to come back."""

    def __init__(self, wait_seconds: int = 60) -> None:
        self.wait_seconds = wait_seconds
        super().__init__()
