"""What kind of file it is by its beginning, and its content in the clear: decrypted, unsealed.

Everything stays in memory.
"""

from __future__ import annotations

import io
import os
import stat

from station.check.allowance import Allowance
from station.check.finding import Code, FileRefused
from station.check.wire import Job

MEGABYTES = 64
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ARCHIVE = b"PK"
MANIFEST = b"\xd2"
_MOST_SPINS = 1_000_000
_LONGEST_INFO = 1 << 16


def read_whole(path: str) -> bytes:
    """Return the bytes of an ordinary file. Raises `FileRefused`."""
    try:
        # Nothing that waits for somebody is opened: a pipe, a device.
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise FileRefused(Code.FILE_UNREADABLE)
        with open(path, "rb") as stream:
            if os.fstat(stream.fileno()).st_size > MEGABYTES << 20:
                raise FileRefused(Code.FILE_TOO_LARGE, f"> {MEGABYTES} MB")
            data = stream.read((MEGABYTES << 20) + 1)
    except (OSError, ValueError):
        raise FileRefused(Code.FILE_UNREADABLE) from None
    if len(data) > MEGABYTES << 20:
        raise FileRefused(Code.FILE_TOO_LARGE, f"> {MEGABYTES} MB")
    return data


def unsealed(data: bytes, job: Job, allowance: Allowance) -> bytes:
    """Return what a sealed file holds, or ``data`` if it is none. Raises `FileRefused`."""
    from station.export.sealing import SealedDamaged, SealedForOther, is_sealed, open_sealed

    if not is_sealed(data[:64]):
        return data
    if job.lab_key is None:
        raise FileRefused(Code.LAB_KEY_NEEDED)
    clear = io.BytesIO()
    try:
        open_sealed(io.BytesIO(data), clear, job.lab_key, allowance.tick)
    except SealedForOther:
        raise FileRefused(Code.LAB_KEY_WRONG) from None
    except SealedDamaged:
        raise FileRefused(Code.FILE_DAMAGED) from None
    return clear.getvalue()


def decrypted(data: bytes, job: Job, allowance: Allowance) -> bytes:
    """Return the workbook in an encrypted one, by the first password that fits.

    Raises `FileRefused`, also for an old workbook, which is in the same container.
    """
    import olefile  # type: ignore[import-untyped]
    from msoffcrypto.format.ooxml import OOXMLFile  # type: ignore[import-untyped]

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            if not container.exists("EncryptionInfo") or not container.exists("EncryptedPackage"):
                raise FileRefused(Code.FILE_UNSUPPORTED)
            # The library's own parser would take entities.
            about = container.openstream("EncryptionInfo").read(_LONGEST_INFO + 1)
        if len(about) > _LONGEST_INFO or b"<!" in about:
            raise FileRefused(Code.ENTITIES)
        file = OOXMLFile(io.BytesIO(data))
        spins = getattr(file, "info", {}).get("spinValue", 0)
    except FileRefused:
        raise
    except Exception:
        # The library raises almost anything for what is no container.
        raise FileRefused(Code.FILE_DAMAGED) from None
    if file.type != "agile" or not 0 <= int(spins) <= _MOST_SPINS:
        raise FileRefused(Code.FILE_UNSUPPORTED)
    if not job.passwords:
        raise FileRefused(Code.PASSWORD_NEEDED)
    for password in job.passwords:
        allowance.tick()
        if _fits(file, password):
            return _clear(file)
    raise FileRefused(Code.PASSWORD_WRONG)


def _fits(file: object, password: str) -> bool:
    from msoffcrypto.exceptions import InvalidKeyError  # type: ignore[import-untyped]

    try:
        file.load_key(password=password, verify_password=True)  # type: ignore[attr-defined]
    except InvalidKeyError:
        return False
    except MemoryError:
        raise
    except Exception:
        raise FileRefused(Code.FILE_DAMAGED) from None
    return True


def _clear(file: object) -> bytes:
    clear = io.BytesIO()
    try:
        file.decrypt(clear, verify_integrity=True)  # type: ignore[attr-defined]
    except MemoryError:
        raise
    except Exception:
        raise FileRefused(Code.FILE_DAMAGED) from None
    return clear.getvalue()
