"""The one style sheet of the window. Fonts are not its business: widgets set them themselves."""

from __future__ import annotations

from collections.abc import Mapping
from string import Template

_TEMPLATE = Template(
    """
QMainWindow, QDialog { background: $ground; }
QToolTip { background: $card; color: $ink; border: 1px solid $line; padding: 4px; }

QFrame#topBar { background: $card; border: none; border-bottom: 1px solid $line; }
QFrame#navRail { background: #10263C; border: none; }
QToolButton#navButton {
  background: transparent; color: #C6D3E0; border: none; border-left: 4px solid transparent;
  border-right: 4px solid transparent; padding: 6px 0;
}
QToolButton#navButton:hover { background: #1A344E; color: #FFFFFF; }
QToolButton#navButton:focus { background: #1A344E; border: 2px solid #8CC5F8; color: #FFFFFF; }
QToolButton#navButton[present="yes"] {
  background: #1E3E5E; color: #FFFFFF; border-left: 4px solid #4DA3F5;
}
QToolButton#navButton:disabled { color: #7F93A8; }
QFrame#keyBar { background: $card; border: none; border-top: 1px solid $line; }
QFrame#card { background: $card; border: 1px solid $line; border-radius: 10px; }
QFrame#card[marked="yes"] { border-color: $warn; background: $warn_ground; }
QLabel { background: transparent; color: $ink; }
QLabel[tone="muted"] { color: $muted; }
QLabel[tone="ok"] { color: $ok; }
QLabel[tone="warn"] { color: $warn; }
QLabel[tone="bad"] { color: $bad; }
QLabel[tone="brand"] { color: $brand; }

QLabel#keyCap {
  background: $ground; color: $ink; border: 1px solid $line; border-bottom: 2px solid $field_line;
  border-radius: 5px; padding: 0 6px;
}
QLabel#stepCircle {
  background: $disabled_ground; color: $muted; border-radius: 11px;
}
QLabel#stepCircle[done="yes"] { background: $ok; color: $card; }
QFrame#chip, QPushButton[role="chip"] {
  background: $ground; border: 1px solid $line; border-radius: 13px;
}
QPushButton[role="chip"] { color: $ink; padding: 2px 12px; min-height: 20px; }
QPushButton[role="chip"]:hover { border-color: $field_line; }
QPushButton[role="chip"]:focus { border: 2px solid $focus; padding: 1px 11px; }

QFrame#result { border: 2px solid $line; border-radius: 10px; background: $card; }
QFrame#result[kind="ok"] { border-color: $ok_line; background: $ok_ground; }
QFrame#result[kind="warn"] { border-color: $warn_line; background: $warn_ground; }
QFrame#result[kind="bad"] { border-color: $bad_line; background: $bad_ground; }
QFrame#result[kind="info"] { border-color: $brand_bar; background: $brand_ground; }
QLabel#resultTitle[kind="ok"] { color: $ok; }
QLabel#resultTitle[kind="warn"] { color: $warn; }
QLabel#resultTitle[kind="bad"] { color: $bad; }
QLabel#resultTitle[kind="info"] { color: $brand; }
QLabel#resultTitle[kind="idle"] { color: $ink; }
QLabel#note {
  color: $ink; background: $card; border: 1px solid $line; border-radius: 6px; padding: 1px 8px;
}

QFrame#notice { border: 1px solid $line; border-radius: 8px; background: $ground; }
QFrame#notice[tone="warn"] { border-color: $warn_line; background: $warn_ground; }
QFrame#notice[tone="info"] { border-color: $brand_bar; background: $brand_ground; }
QFrame#notice[tone="bad"] { border-color: $bad_line; background: $bad_ground; }
QFrame#notice[tone="ok"] { border-color: $ok_line; background: $ok_ground; }

QPushButton {
  background: $card; color: $ink; border: 1px solid $field_line; border-radius: 6px;
  padding: 6px 14px; min-height: 22px;
}
QPushButton:hover { background: $ground; }
QPushButton:pressed { background: $line; }
QPushButton:focus { border: 2px solid $focus; padding: 5px 13px; }
QPushButton:disabled { color: $muted; background: $disabled_ground; border-color: $line; }
QPushButton[role="primary"] { background: $brand; color: $on_brand; border-color: $brand; }
QPushButton[role="primary"]:hover { background: $brand; border-color: $ink; }
QPushButton[role="primary"]:focus { border: 2px solid $ink; }
QPushButton[role="primary"]:disabled {
  background: $disabled_ground; color: $muted; border-color: $line;
}
QPushButton[role="danger"] { color: $bad; border-color: $bad_line; }
QPushButton[role="danger"]:disabled { color: $muted; border-color: $line; }
QPushButton[role="quiet"] {
  color: $muted; border-color: transparent; background: transparent; padding: 2px 8px;
  min-height: 18px;
}
QPushButton[role="quiet"]:hover { color: $bad; border-color: $bad_line; }
QPushButton[role="quiet"]:focus { border: 2px solid $focus; padding: 1px 7px; }
QPushButton[role="quiet"]:disabled { background: transparent; border-color: transparent; }
QPushButton[role="segment"] { border-color: $line; padding: 3px 2px; min-height: 20px; }
QPushButton[role="segment"]:checked {
  background: $brand_ground; color: $brand; border-color: $brand;
}
QPushButton[role="segment"]:focus { border: 2px solid $focus; padding: 2px 1px; }

QLineEdit, QComboBox, QDateEdit {
  background: $card; color: $ink; border: 1px solid $field_line; border-radius: 6px;
  padding: 5px 10px; min-height: 24px;
  selection-background-color: $brand; selection-color: $on_brand;
}
QLineEdit:focus, QComboBox:focus, QDateEdit:focus {
  border: 2px solid $focus; padding: 4px 9px;
}
QLineEdit:disabled, QComboBox:disabled { background: $disabled_ground; color: $muted; }
QComboBox { combobox-popup: 0; }
QComboBox::drop-down, QDateEdit::drop-down { border: none; width: 26px; }
QComboBox::down-arrow, QDateEdit::down-arrow { image: url("$chevron"); width: 12px; height: 12px; }
QComboBox QAbstractItemView {
  background: $card; color: $ink; border: 1px solid $field_line; outline: none; padding: 4px;
  selection-background-color: $brand_ground; selection-color: $ink;
}
QComboBox QAbstractItemView::item { min-height: 30px; padding: 0 6px; }
QComboBox QAbstractItemView::item:selected { background: $brand_ground; color: $ink; }
QComboBox QLineEdit { border: none; padding: 0; min-height: 0; background: transparent; }
QComboBox QLineEdit:focus { border: none; padding: 0; }

QCheckBox, QRadioButton { color: $ink; spacing: 8px; padding: 3px; border: 2px solid transparent;
  border-radius: 6px; }
QCheckBox:disabled { color: $muted; }
QCheckBox:focus, QRadioButton:focus { border-color: $focus; }
QCheckBox::indicator, QRadioButton::indicator {
  width: 16px; height: 16px; border: 1px solid $field_line; background: $card;
}
QCheckBox::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: 9px; }
QCheckBox::indicator:checked {
  background: $brand; border-color: $brand; image: url("$check");
}
QRadioButton::indicator:checked { border: 5px solid $brand; width: 8px; height: 8px; }

QWidget#settings QPushButton { min-height: 28px; }
QWidget#settings QPushButton[role="segment"] { min-height: 32px; border-color: $field_line; }
QWidget#settings QPushButton[role="segment"]:checked { border-color: $brand; }
QWidget#settings QPushButton[role="segment"]:focus { border: 2px solid $focus; }
QWidget#settings QLineEdit, QWidget#settings QComboBox { min-height: 28px; }
QWidget#settings QComboBox QLineEdit { min-height: 0; }
QWidget#settings QCheckBox { min-height: 34px; }
QWidget#settings QScrollArea, QWidget#settings QScrollArea > QWidget > QWidget {
  background: transparent;
}
QLineEdit[wrong="yes"], QComboBox[wrong="yes"], QListWidget[wrong="yes"] {
  border: 2px solid $bad; padding: 4px 9px;
}
QCheckBox[wrong="yes"] { color: $bad; }
QFrame#settingsState { background: $card; border: 1px solid $line; border-radius: 8px; }
QFrame#settingsState[tone="warn"] { border-color: $warn_line; background: $warn_ground; }
QFrame#settingsState[tone="bad"] { border-color: $bad_line; background: $bad_ground; }
QFrame#settingsState[tone="ok"] { border-color: $ok_line; background: $ok_ground; }
QListWidget#sections { border: 1px solid $line; border-radius: 10px; padding: 6px; }
QListWidget#sections::item { padding: 0 10px; min-height: 46px; border-radius: 6px; color: $ink; }
QListWidget#sections::item:selected { background: $brand_ground; color: $brand; }
QSlider:horizontal { min-height: 32px; }
QSlider::groove:horizontal { height: 6px; border-radius: 3px; background: $line; }
QSlider::sub-page:horizontal { height: 6px; border-radius: 3px; background: $brand_bar; }
QSlider[wrong="yes"]::groove:horizontal, QSlider[wrong="yes"]::sub-page:horizontal {
  background: $bad;
}
QSlider::handle:horizontal {
  width: 24px; height: 24px; margin: -10px 0; border-radius: 13px; background: $brand;
  border: 1px solid $card;
}
QSlider::handle:horizontal:focus { border: 3px solid $focus; width: 20px; height: 20px; }
QSlider::handle:horizontal:disabled { background: $field_line; }
QSlider::sub-page:horizontal:disabled { background: $line; }

QTableView, QListWidget, QListView {
  background: $card; color: $ink; border: none; outline: none; gridline-color: $line;
  selection-background-color: $brand_ground; selection-color: $ink;
}
QListWidget { border: 1px solid $line; border-radius: 6px; padding: 4px; }
QListWidget:focus { border: 2px solid $focus; padding: 3px; }
QTableView { border: 2px solid transparent; border-radius: 6px; }
QTableView:focus { border-color: $focus; }
QTableView::item { padding: 0 6px; border-bottom: 1px solid $line; }
QTableView::item:selected { background: $brand_ground; color: $ink; }
QHeaderView { background: $card; border: none; }
QHeaderView::section {
  background: $card; color: $muted; border: none; border-bottom: 1px solid $line; padding: 6px 8px;
}
QTableCornerButton::section { background: $card; border: none; }
QFrame#figureTile { background: transparent; border: 1px solid transparent; border-radius: 6px; }
QFrame#figureTile:hover { background: $brand_ground; }
QFrame#figureTile:focus { border: 2px solid $focus; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar::handle:vertical { background: $field_line; border-radius: 4px; min-height: 30px;
  margin: 1px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle:horizontal { background: $field_line; border-radius: 4px; min-width: 30px;
  margin: 1px; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; width: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QProgressBar {
  background: $ground; border: 1px solid $line; border-radius: 6px; text-align: center;
  color: $ink; min-height: 20px;
}
QProgressBar::chunk { background: $brand_bar; border-radius: 5px; }
QProgressBar#thin { min-height: 6px; max-height: 6px; border-radius: 3px; }
QProgressBar#thin::chunk { background: $brand; border-radius: 3px; }
QMenu { background: $card; color: $ink; border: 1px solid $field_line; padding: 4px; }
QMenu::item { padding: 6px 18px; border-radius: 4px; }
QMenu::item:selected { background: $brand_ground; color: $ink; }
QMenu::item:disabled { color: $muted; }
"""
)


def fill_template(values: Mapping[str, str]) -> str:
    """Return the style sheet with a theme's colours and icon paths in it."""
    return _TEMPLATE.substitute(values)
