"""A page as a tagged PDF that anybody can read (PDF/UA-1). Fetches nothing from anywhere."""

from django.conf import settings

from jourcase.kernel.practice import WATERMARK

NEEDS_PANGO = (
    "PDF kan inte göras på den här datorn: textbiblioteket Pango saknas. Den som sköter systemet "
    "installerar libpango-1.0-0, libpangoft2-1.0-0, libharfbuzz-subset0 och fonts-liberation."
)
STYLE = """
@page {
  size: A4; margin: 22mm 20mm;
  @bottom-right { content: "Sida " counter(page) " av " counter(pages); font-size: 9pt; }
}
html { font-family: "Liberation Sans", Arial, sans-serif; font-size: 10.5pt; line-height: 1.4; }
h1 { font-size: 19pt; margin: 0 0 4mm; }
h2 { font-size: 13pt; margin: 8mm 0 1mm; break-after: avoid; }
h3 { font-size: 10.5pt; margin: 3mm 0 1mm; break-after: avoid; }
p { margin: 0 0 2mm; }
.tyst { color: #4a535c; }
dl { margin: 0 0 3mm; padding-top: 1mm; border-top: 0.5pt solid #767e86; }
dl.samlad { break-inside: avoid; }
dl > div { display: flex; margin: 0 0 1mm; break-inside: avoid-page; }
dt { flex: 0 0 52mm; margin-right: 4mm; color: #4a535c; }
dd { flex: 1; margin: 0; white-space: pre-line; overflow-wrap: anywhere; }
ul { margin: 0; padding-left: 5mm; }
"""


class PdfMissingError(Exception):
    """The machine cannot make a PDF: `NEEDS_PANGO` says what to install."""


def pdf_of(html: str, *, style: str = STYLE) -> bytes:
    """Raises `PdfMissingError` when the machine has no Pango."""
    try:
        from weasyprint import CSS, HTML
        from weasyprint.urls import URLFetcher
    except OSError as error:
        raise PdfMissingError from error
    if settings.PRACTICE:
        style += f'@page {{ @top-center {{ content: "{WATERMARK}"; font-size: 9pt; }} }}'
    document = HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=[]))
    made: bytes = document.write_pdf(stylesheets=[CSS(string=style)], pdf_variant="pdf/ua-1")
    return made
