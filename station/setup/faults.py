"""What is refused when a site is made, joined or given new keys. Nothing has changed then."""

from __future__ import annotations

from station.errors import StationError


class SiteNameMissing(StationError):
    """A site needs a name: it stands on every sheet and every code."""

    code = "site_name_missing"


class PassphrasesAlike(StationError):
    """Two things that lie apart have the same passphrase."""

    code = "passphrases_alike"


class PassphraseSame(StationError):
    """The new passphrase is the one that the key file has already."""

    code = "passphrase_same"


class KeysBesideData(StationError):
    """The private root and issuer keys were to be written into the booth's data folder."""

    code = "keys_beside_data"


class BundleBesideData(StationError):
    """The bundle was to be written into the booth's data folder, which is lost with the booth."""

    code = "bundle_beside_data"


class SiteKeysThere(StationError):
    """The folder for keys and bundle holds files of a site already: ``names``.

    They are another site's, or were left by a power cut while this one was made.
    """

    code = "site_keys_there"


class KeysNotWritten(StationError):
    """The folder for keys and bundle cannot be made or written."""

    code = "keys_not_written"


class BoothBeyondSite(StationError):
    """A booth's ``number`` is higher than the site has ``booths``."""

    code = "booth_beyond_site"


class BoothTaken(StationError):
    """The booth ``number`` is that of the booth which made the bundle."""

    code = "booth_taken"


class BoothMissing(StationError):
    """A new booth joins without a number of its own."""

    code = "booth_missing"


class BoothOther(StationError):
    """The folder holds booth ``number`` of the site, and another number was asked for."""

    code = "booth_other"


class BundleOlder(StationError):
    """Its ``number`` is lower than that of the bundle which the booth has, ``current``."""

    code = "bundle_older"


class BundleOtherSite(StationError):
    """The folder holds a booth of another site."""

    code = "bundle_other_site"


class BundleKeysDiffer(StationError):
    """The booth made a data key of its own, under the ``version`` that the bundle's key has."""

    code = "bundle_keys_differ"


class BundleSettingsNewer(StationError):
    """The bundle has options of a newer program."""

    code = "bundle_settings_newer"


class ReadingKeyLast(StationError):
    """The oldest reading key is the only one."""

    code = "reading_key_last"


class ReadingKeysEnded(StationError):
    """Booth and bundle have no reading key that the other did not end."""

    code = "reading_keys_ended"


class KeysChanged(StationError):
    """The booth was given other keys meanwhile."""

    code = "keys_changed"


class RootKeyOther(StationError):
    """The root key's file is another site's: no booth of this site would take its list."""

    code = "root_key_other"


class TrustFileExists(StationError):
    """``path``: where the new list should go there is a file already; it is not written over."""

    code = "trust_file_exists"


class TrustFileUnwritable(StationError):
    """``path``: the new list cannot be written there."""

    code = "trust_file_unwritable"


class PublicKeyWrong(StationError):
    """What was given is neither 64 hex digits nor the file of a public key."""

    code = "public_key_wrong"
