"""The labels in force: what the booth takes for a tube, a box, a badge or a command."""

from __future__ import annotations

from dataclasses import replace

from station.domain.classify import Classifier, LabelPatterns


class Labels:
    """The classifier in force, replaced as a whole. Only the worker thread touches it."""

    def __init__(self, patterns: LabelPatterns) -> None:
        self.classifier = Classifier(patterns, command_key=None)

    def use_patterns(self, patterns: LabelPatterns) -> None:
        """Read labels by other patterns from now on."""
        self.classifier = replace(self.classifier, labels=patterns)

    def use_command_key(self, key: bytes | None) -> None:
        """Hear the commands of the sheet that was printed with ``key``, and no others."""
        self.classifier = replace(self.classifier, command_key=key)
