"""The evening itself: checking in, what the others do, the card at the end, the weekly look."""
