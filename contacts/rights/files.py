"""The extract as a PDF to hand over, and as a file that another system can read."""

import json

from django.template.loader import render_to_string

from contacts.domain.extract import Extract, as_data
from jourcase.kernel.pdf import pdf_of


def extract_pdf(extract: Extract) -> bytes:
    """PDF/UA-1. Raises `PdfMissingError`."""
    return pdf_of(render_to_string("contacts/extract_pdf.html", {"extract": extract}))


def extract_json(extract: Extract) -> bytes:
    return json.dumps(as_data(extract), ensure_ascii=False, indent=2).encode()
