"""Somebody's hands at the dialogs of keys and lists."""

from __future__ import annotations

from station.ui.settings.key_dialog import KeyDialog


def fill(dialog: KeyDialog | None, **typed: str) -> KeyDialog:
    assert dialog is not None
    for key, text in typed.items():
        name = key.replace("__", ".")
        if name in dialog.files:
            dialog.files[name].edit.setText(text)
        elif name in dialog.secrets:
            dialog.secrets[name].setText(text)
        else:
            dialog.twice[name].first.setText(text)
            dialog.twice[name].again.setText(text)
    return dialog


def press(dialog: KeyDialog) -> None:
    dialog.ok.click()
    assert not any(edit.text() for edit in dialog.secrets.values())
    assert not any(any(field.typed) for field in dialog.twice.values())
