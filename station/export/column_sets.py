"""What a laboratory's own file is like: its columns, and the ready-made ones for common systems.

A set says which rows there are (persons or tubes), what stands in each column, how dates are
written and which kind of file it is. The ready-made ones follow what the importers' sources read,
each cited below. All of them model one patient a sample: a pooled tube is one sample there, and
its persons stay in our workbook, keyed by the tube's barcode. Void tubes are no samples.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from station.export.columns import Column, Kind
from station.export.own_columns import PERSON_COLUMNS, TUBE_COLUMNS, OwnColumn

ROW_NUMBER = "RowNumber"
"""A key that only ready-made sets have: the row's place, from 1."""


@dataclass(frozen=True, slots=True)
class LabColumn:
    """A column of a lab's file: what ``key`` names stands in it, or the same ``text`` in each row.

    ``before`` stands before each value. ``form`` is a date form of its own (see `dates`), empty
    for the set's. ``width`` is that of a workbook's column, in characters.
    """

    header: str
    key: str = ""
    text: str = ""
    before: str = ""
    form: str = ""
    kind: Kind = Kind.TEXT
    width: int = 16


@dataclass(frozen=True, slots=True)
class Block:
    """Two rows before the table: ``title`` and headers, ``data`` and the values under them.

    The values are of the batch: texts, and what `BatchNo`, `Version` and `Site` name.
    """

    title: str
    data: str
    columns: tuple[LabColumn, ...]


@dataclass(frozen=True, slots=True)
class ColumnSet:
    """A lab's file. ``rows`` is persons or tubes, ``file`` csv or xlsx, ``language`` zh, en, both.

    ``signature`` is for a CSV that spreadsheets open: it begins with the UTF-8 signature, by which
    Excel knows it, and each text stands in quotes, which LibreOffice may take for text.
    """

    name: str
    rows: str
    columns: tuple[LabColumn, ...]
    file: str = "csv"
    date_form: str = "iso"
    language: str = "both"
    signature: bool = False
    void_tubes: bool = False
    blocks: tuple[Block, ...] = field(default=())

    @property
    def suffix(self) -> str:
        return f".{self.file}"


def senaite_set(
    client: str, client_id: str, contact: str, profile: str, sample_type: str
) -> ColumnSet:
    """Return the set for SENAITE's sample importer; all but ``sample_type`` must be given.

    Its source (bikalims/senaite.sampleimporter, content/sampleimport.py) takes three blocks. The
    first cell of a row names it and is compared as it is, so there is no signature. The header
    has exactly `Client name`, `Client ID` and `Contact`: others raise errors. Of a sample the
    third and fourth cells are joined as date and time; with slashes its Zope DateTime is the
    server's local time, with hyphens it would be UTC. A column named by a profile or service with
    1 in it asks for that analysis; without one a row is refused. The sample type is the title of
    one that the lab has. A batch whose title is there already is used again.
    """
    return ColumnSet(
        "senaite",
        "tubes",
        (
            LabColumn("Samples", ROW_NUMBER, before="Sample "),
            LabColumn("ClientSampleID", "TubeBarcode"),
            LabColumn("DateSampled", "CollectionDate", form="slash"),
            LabColumn("TimeSampled", "CollectionTime", form="slash"),
            _sample_type("SampleType", sample_type),
            LabColumn(profile, text="1"),
        ),
        blocks=(
            Block(
                "Header",
                "Header Data",
                (
                    LabColumn("Client name", text=client),
                    LabColumn("Client ID", text=client_id),
                    LabColumn("Contact", text=contact),
                ),
            ),
            Block(
                "Batch Header",
                "Batch Data",
                (
                    LabColumn("title", "BatchNo"),
                    LabColumn("description", "Site"),
                    LabColumn("ClientBatchID", "BatchNo"),
                ),
            ),
        ),
    )


def openelis_set(notebook: str, sample_type: str) -> ColumnSet:
    """Return the set for OpenELIS Global 2; ``notebook`` is a title or ID there, or empty.

    Its source (DIGI-UW/OpenELIS-Global-2, genericsample/service/GenericSampleOrderServiceImpl)
    reduces headers to [a-z0-9]. `Qty`, `Number of samples` and `Sample quantity` would clone the
    sample, so no header is like them; a lab number is thrown away, so the barcode is the
    `Referring ID`, which is kept. Dates are tried month first, so they are written year first;
    times have no seconds. With a notebook, columns fill the questions of its questionnaire that
    have the same name: `Tube Barcode` and those after it are for that.
    """
    of_notebook = (LabColumn("Notebook", text=notebook),) if notebook else ()
    return ColumnSet(
        "openelis",
        "tubes",
        (
            _sample_type("Sample Type", sample_type),
            LabColumn("Referring ID", "TubeBarcode"),
            LabColumn("Collector", "Collector"),
            LabColumn("Collection Date", "CollectionDate", form="plain"),
            LabColumn("Collection Time", "CollectionTime", form="minutes"),
            *of_notebook,
            LabColumn("Tube Barcode", "TubeBarcode"),
            LabColumn("Pool Size", "PoolSize"),
            LabColumn("Person Count", "PersonCount"),
            LabColumn("Batch No", "BatchNo"),
            LabColumn("Sampling Site", "Site"),
        ),
    )


def openspecimen_set(
    protocol: str, visit: str, specimen_class: str, sample_type: str, date_form: str
) -> ColumnSet:
    """Return the set for OpenSpecimen's bulk import of specimens.

    Columns are named as its captions (krishagni/openspecimen, schema/specimen.xml with
    errors/messages.properties); parts of an event follow a `#`. ``visit`` is empty for a
    protocol of specimens only. Its reader (importer/services/ObjectReader) takes dates in the
    format that was set there, whose default has an English month, but a moment that ends in `Z`
    in any case, and reads its seconds as hundredths: so ``date_form`` iso writes UTC to the
    minute, and any other writes local time without seconds, to fit what was set.
    """
    form = "utc" if date_form == "iso" else f"{date_form}-minutes"
    return ColumnSet(
        "openspecimen",
        "tubes",
        (
            LabColumn("CP Short Title", text=protocol),
            LabColumn("Visit Name", text=visit),
            LabColumn("Specimen Label", "TubeBarcode"),
            LabColumn("Class", text=specimen_class),
            _sample_type("Type", sample_type),
            LabColumn("Lineage", text="New"),
            LabColumn("Collection Status", text="Collected"),
            LabColumn("Collection Event#Date and Time", "CollectedAt", form=form),
            LabColumn("Comments", "BatchNo"),
        ),
    )


def own_set(
    rows: str, columns: tuple[OwnColumn, ...], language: str, date_form: str, file: str
) -> ColumnSet:
    """Return a set of the lab's own ``columns`` (see `own_columns`); with none, of all there are.

    A column without a header of its own has the schema's in ``language``. Void tubes are in it,
    as in the workbook's sheet: the column of the status tells them.
    """
    known = PERSON_COLUMNS if rows == "persons" else TUBE_COLUMNS
    chosen = columns or tuple(OwnColumn(key) for key in known)
    return ColumnSet(
        "own",
        rows,
        tuple(_own(known[each.key], each.header, language) for each in chosen),
        file=file,
        date_form=date_form,
        language=language,
        signature=True,
        void_tubes=True,
    )


def header_in(column: Column, language: str) -> str:
    """Return the schema's header of a column in ``language``: zh, en or both."""
    if language == "both":
        return column.header
    return column.chinese if language == "zh" else column.key


def _own(column: Column, header: str, language: str) -> LabColumn:
    return LabColumn(
        header or header_in(column, language),
        column.key,
        kind=column.kind,
        width=column.width,
    )


def _sample_type(header: str, sample_type: str) -> LabColumn:
    if sample_type:
        return LabColumn(header, text=sample_type)
    return LabColumn(header, "SampleType")
