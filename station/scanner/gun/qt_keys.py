"""What Qt's key events are to the gun: strokes with their kind, character and raw text."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QWindow

from station.scanner.gun.gun_setup import GunPrefix
from station.scanner.gun.keystrokes import Stroke, StrokeKind, character_of

Held = tuple[QWindow, QKeyEvent]

_END_KEYS = {Qt.Key.Key_Return: "\r", Qt.Key.Key_Enter: "\r", Qt.Key.Key_Tab: "\t"}
_MODIFIER_KEYS = frozenset(
    {
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
        Qt.Key.Key_ScrollLock,
    }
)
_MODIFIERS = Qt.KeyboardModifier
_COMMANDS = _MODIFIERS.ControlModifier | _MODIFIERS.AltModifier | _MODIFIERS.MetaModifier
_ALT_GR = _MODIFIERS.ControlModifier | _MODIFIERS.AltModifier


def is_modifier(event: QKeyEvent) -> bool:
    return event.key() in _MODIFIER_KEYS


def is_line_feed(event: QKeyEvent) -> bool:
    """Ctrl+J, Ctrl+M and the key Linefeed, as some guns send the end of a line."""
    return event.text() in ("\n", "\r")


def prefix_of(event: QKeyEvent) -> GunPrefix:
    """Return which prefix key this is, whether or not a gun is set to send it."""
    if event.key() == Qt.Key.Key_F13:
        return GunPrefix.F13
    return GunPrefix.STX if event.text() == "\x02" else GunPrefix.NONE


def kind_of(event: QKeyEvent, prefix: GunPrefix, after_dead: bool = False) -> StrokeKind:
    """Tell what a key is to the gun whose prefix is ``prefix``; ``after_dead``: behind a dead key.

    Windows reports AltGr as Ctrl+Alt: with a printable text it is a character.
    """
    if prefix is not GunPrefix.NONE and prefix_of(event) is prefix:
        return StrokeKind.PREFIX
    if _is_alt_digit(event):
        return StrokeKind.ALT_CODE
    commands = event.modifiers() & _COMMANDS
    is_alt_gr = commands == _ALT_GR and len(event.text()) == 1 and event.text().isprintable()
    if commands and not is_alt_gr:
        return StrokeKind.OTHER
    if event.key() in _END_KEYS:
        return StrokeKind.END
    return StrokeKind.CHARACTER if character(event, after_dead) else StrokeKind.OTHER


def character(event: QKeyEvent, after_dead: bool = False) -> str:
    """Return the character that the key stands for, whatever Caps Lock does."""
    if event.modifiers() & _ALT_GR == _ALT_GR:
        return event.text()
    shift = bool(event.modifiers() & _MODIFIERS.ShiftModifier)
    return character_of(event.key(), shift, event.text(), after_dead)


def raw_text(event: QKeyEvent) -> str:
    """Return the text as it came; an end key's is its control character."""
    end = _END_KEYS.get(Qt.Key(event.key())) if event.key() in _END_KEYS else None
    return end or event.text() or character(event)


def stroke_of(
    window: QWindow, event: QKeyEvent, kind: StrokeKind, after_dead: bool
) -> Stroke[Held]:
    """Return a key press as the buffer takes it, with a copy of its event."""
    return Stroke(
        kind=kind,
        at_ms=event.timestamp(),
        key=event.key(),
        event=(window, copied(event)),
        character=character(event, after_dead),
        auto_repeat=event.isAutoRepeat(),
    )


def copied(event: QKeyEvent) -> QKeyEvent:
    """Return a copy that outlives the delivery."""
    copy = QKeyEvent(
        event.type(),
        event.key(),
        event.modifiers(),
        event.nativeScanCode(),
        event.nativeVirtualKey(),
        event.nativeModifiers(),
        event.text(),
        event.isAutoRepeat(),
        event.count(),
    )
    copy.setTimestamp(event.timestamp())
    return copy


def _is_alt_digit(event: QKeyEvent) -> bool:
    """A digit or + of the key pad with Alt alone held: part of an Alt code."""
    keypad = event.modifiers() & _MODIFIERS.KeypadModifier
    if not keypad or event.modifiers() & _COMMANDS != _MODIFIERS.AltModifier:
        return False
    return Qt.Key.Key_0 <= event.key() <= Qt.Key.Key_9 or event.key() == Qt.Key.Key_Plus
