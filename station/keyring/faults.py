"""What can be wrong with a sealed file: missing, damaged, newer, of another kind, wrong words."""

from __future__ import annotations

from station.errors import MachineFault, StationError


class PassphraseWrong(StationError):
    code = "passphrase_wrong"


class KeyFileMissing(StationError):
    code = "key_file_missing"


class KeyFileUnreadable(MachineFault):
    """There is something in the key file's place that cannot be read: a folder, or not ours."""

    code = "key_file_unreadable"


class RootFileMissing(KeyFileMissing):
    code = "root_file_missing"


class RootFileUnreadable(KeyFileUnreadable):
    code = "root_file_unreadable"


class IssuerFileMissing(KeyFileMissing):
    code = "issuer_file_missing"


class IssuerFileUnreadable(KeyFileUnreadable):
    code = "issuer_file_unreadable"


class LabKeyFileMissing(KeyFileMissing):
    code = "lab_key_file_missing"


class LabKeyFileUnreadable(KeyFileUnreadable):
    code = "lab_key_file_unreadable"


class KeyFileDamaged(StationError):
    """The file is no key file, or not as it was written."""

    code = "key_file_damaged"


class KeyFileOfOtherKind(StationError):
    """A sealed file of ours, but another one than was asked for. ``format``: which it is."""

    code = "key_file_of_other_kind"


class KeyFileNewer(StationError):
    """A newer program wrote it. ``version`` is its format's."""

    code = "key_file_newer"


class KeyFileExists(StationError):
    """There is a key file already: written over, all that it opens would be lost."""

    code = "key_file_exists"


class MemoryShort(MachineFault):
    """There is not the memory that a try of the passphrase takes: ``megabytes``, about."""

    code = "memory_short"


class BundlePassphraseWrong(StationError):
    """The bundle's own passphrase, which is not the booth's."""

    code = "bundle_passphrase_wrong"


class BundleMissing(StationError):
    code = "bundle_missing"


class BundleUnreadable(MachineFault):
    """There is something in the bundle's place that cannot be read."""

    code = "bundle_unreadable"


class BundleDamaged(StationError):
    """The file is no bundle, or not as it was written."""

    code = "bundle_damaged"


class BundleNewer(StationError):
    """A newer program wrote the bundle. ``version`` is its format's."""

    code = "bundle_newer"


class BundleExists(StationError):
    """There is a file of that name already."""

    code = "bundle_exists"
