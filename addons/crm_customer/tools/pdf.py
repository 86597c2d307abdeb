"""HTML on paper: the one place that knows WeasyPrint."""

import logging

# what addresses in a page are relative to: nothing that can be fetched
NOWHERE = "data:,"

# It tells of every step of every page otherwise.
logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)


class PdfEngineMissing(Exception):
    """WeasyPrint or a library that it calls is not on this machine."""


def html_to_pdf(html):
    """Return ``html`` as PDF, with its fonts embedded.

    Nothing is fetched, neither from the network nor from the disk: pictures and styles
    are in the page itself (``data:`` addresses). An address of any other kind is left
    out, whoever wrote it.

    :param html: str or bytes
    :rtype: bytes
    :raise PdfEngineMissing: something has to be installed first
    """
    # Here and not above: without its libraries the rest of the addon still loads.
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as error:
        raise PdfEngineMissing(str(error)) from error
    text = html.decode() if isinstance(html, bytes) else html
    fetcher = URLFetcher(allowed_protocols={"data"}, allow_redirects=False)
    return HTML(string=text, base_url=NOWHERE, url_fetcher=fetcher).write_pdf()
