"""An uploaded file, whatever it is, as tables: a workbook, text, or an archive of text files."""

import zipfile
from pathlib import PurePath

from django.utils.translation import gettext as _

from investments.transfer import workbook
from investments.transfer.uploads import (
    LARGEST,
    UnreadableError,
    Upload,
    damaged,
    opened,
    text_table,
    too_large,
)

OLD_EXCEL = b"\xd0\xcf\x11\xe0"
PART_OF_EXCEL = "[Content_Types].xml"


def read(data: bytes, name: str) -> Upload:
    """The tables of a file. Raises UnreadableError."""
    if len(data) > LARGEST:
        raise UnreadableError(too_large())
    if not data.strip():
        raise UnreadableError(_("The file is empty."))
    if data.startswith(OLD_EXCEL):
        raise UnreadableError(
            _(
                "This is a workbook of an old kind, or one with a password. Save it as .xlsx "
                "without a password."
            )
        )
    if data.startswith(b"PK"):
        archive = opened(data)
        if PART_OF_EXCEL in archive.namelist():
            return Upload("xlsx", list(workbook.tables(archive, data)))
        return _archive(archive)
    table, understood = text_table(data, PurePath(name).stem)
    return Upload("csv", [table], understood)


def _archive(archive: zipfile.ZipFile) -> Upload:
    names = [name for name in archive.namelist() if not name.endswith("/")]
    others = [name for name in names if not name.lower().endswith(".csv")]
    if others or not names:
        raise UnreadableError(
            _("In an archive only CSV files are read; this one has “%(name)s”.")
            % {"name": others[0] if others else ""}
        )
    upload = Upload("zip", [])
    for name in names:
        try:
            data = archive.read(name)
        except (zipfile.BadZipFile, OSError, EOFError) as error:
            raise UnreadableError(damaged()) from error
        table, understood = text_table(data, PurePath(name).stem)
        upload.tables.append(table)
        upload.understood |= understood
    return upload
