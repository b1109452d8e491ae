"""The kinds of file that a follow-up can be fetched as."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from reporting.domain.figures import FollowUp
from reporting.render.csv_zip import csv_zip
from reporting.render.excel import excel_file
from reporting.render.json_file import json_file
from reporting.words import file_stem


@dataclass(frozen=True, slots=True)
class FileKind:
    label: str
    extension: str
    content_type: str
    make: Callable[[FollowUp], bytes]


FILE_KINDS: Mapping[str, FileKind] = {
    "excel": FileKind(
        "Excel",
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        excel_file,
    ),
    "csv": FileKind("CSV (zip)", "zip", "application/zip", csv_zip),
    "json": FileKind("JSON", "json", "application/json", json_file),
}


def file_name(followup: FollowUp, kind: FileKind) -> str:
    """IOP-uppfoljning-2025-apr-dec-brottsofferjouren-sodra-stockholm.xlsx"""
    stem = file_stem(followup.period, followup.parties.jour, followup.audience)
    return f"{stem}.{kind.extension}"
