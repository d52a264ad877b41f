"""What a search looks through: the latest title and place of every proposal, in one form of writing."""

from __future__ import annotations

from django.db import models


class SearchedWords(models.Model):
    """A proposal's title and place, normalised by `proposals.search.normalised`.

    Three letters at a time are indexed by the database itself (migration 0109): on SQLite an FTS5 table that triggers
    on this one keep, on PostgreSQL a GIN index over a column that the database computes. Whatever rebuilds this table
    on SQLite must make the triggers again.
    """

    proposal = models.OneToOneField(
        "proposals.Proposal", on_delete=models.CASCADE, primary_key=True, related_name="searched_words"
    )
    words = models.TextField()

    def __str__(self) -> str:
        return self.words
