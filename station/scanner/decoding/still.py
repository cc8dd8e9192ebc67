"""One still picture while it is being read: a first look, closer looks, then every pass."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from station.scanner.decoding import passes, zbar, zxing
from station.scanner.decoding.agreement import LinearRead, agreed_by_two, settle, split
from station.scanner.decoding.codes import DecodedCode, Grey, merge
from station.scanner.decoding.damaged import read_damaged
from station.scanner.decoding.label_judge import LabelFits, LabelJudge, Place, place_of
from station.scanner.decoding.linear import STILL_REPAIRS, LinearReader


class StillReader:
    """Reads one picture; ``has_time`` says whether another look may be begun."""

    def __init__(
        self, grey: Grey, has_time: Callable[[], bool], label_fits: LabelFits | None
    ) -> None:
        self._grey = grey
        self._has_time = has_time
        self._labels = LabelJudge(grey, label_fits)
        self._zbar = zbar.load()
        self._linear = LinearReader(self._zbar)
        self._matrix: list[DecodedCode] = []
        self._reads: list[LinearRead] = []
        self._looked: list[DecodedCode] = []

    def first_look(self) -> list[DecodedCode]:
        """Return what a full look finds, with both decoders and a search for bars."""
        self._look()
        return self._settled()

    def glance(self) -> list[DecodedCode]:
        """Return what the quicker decoder finds: a fifth of a full look's time."""
        self._glance()
        return self._settled()

    def passes_after(self, codes: list[DecodedCode]) -> list[DecodedCode]:
        """Go on after a look that gave ``codes`` until there is something or no time is left."""
        for one in passes.for_stills(self._zbar):
            # What an edge cuts may be the neighbour of something that is harder to read.
            if not self._has_time() or (codes and not self._labels.are_cut(codes)):
                break
            fresh = self._take(one.read(self._grey), one.decoder, one.name)
            for read in fresh:
                self._look_closer(read)
            if self._matrix or fresh:
                codes = self._settled()
        return codes

    def _glance(self) -> None:
        first = zxing.read(self._grey, zxing.QR + zxing.LINEAR)
        self._take(first.codes, "zxing", "whole")
        self._take(passes.DATA_MATRIX.read(self._grey), "zxing", "matrix")
        if not self._matrix:
            self._matrix += read_damaged(self._grey, first.damaged, self._zbar)
        for read in list(self._reads):
            self._look_closer(read)

    def _look(self) -> None:
        self._glance()
        again = zxing.read(self._grey, zxing.QR + zxing.LINEAR, global_threshold=True)
        self._take(again.codes, "zxing", "global")
        if self._zbar is not None and self._zbar.reads_whole_frames and self._has_time():
            self._take(self._zbar.read_all(self._grey), "zbar", "whole")
        for read in list(self._reads):
            self._look_closer(read)
        places = self._linear.places(self._grey) or self._linear.places(self._grey, 1.0)
        for place in places:
            if not any(code.holds(np.mean(place, axis=0)) for code in self._settled()):
                self._look_at(place)

    def _settled(self) -> list[DecodedCode]:
        accepted = settle(self._reads, self._labels.is_doubtful)
        linear = self._labels.kept(accepted, self._label_places)
        return merge(self._matrix + linear)

    def _label_places(self) -> list[Place]:
        read = [place_of(read.code) for read in self._reads]
        return self._linear.places(self._grey) + read

    def _take(self, codes: list[DecodedCode], decoder: str, passage: str) -> list[LinearRead]:
        matrix, reads = split(codes, decoder, passage)
        # A place has one matrix code: who reads bytes exactly came first.
        known = self._matrix
        self._matrix = known + [one for one in matrix if not any(one.covers(k) for k in known)]
        self._reads += reads
        return reads

    def _look_closer(self, read: LinearRead) -> None:
        """Look at a read's place once, by all repairs until both decoders agree."""
        if not any(read.code.covers(code) and read.code.key == code.key for code in self._looked):
            self._looked.append(read.code)
            self._look_at(read.code.corners)

    def _look_at(self, place: npt.ArrayLike) -> None:
        here: list[LinearRead] = []
        for more in self._linear.read_place(self._grey, place, STILL_REPAIRS):
            here += more
            self._reads += more
            if not self._has_time():
                return
            if agreed_by_two(here) and settle(here, self._labels.is_doubtful):
                return
