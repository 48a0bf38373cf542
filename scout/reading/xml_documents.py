"""Parse XML that somebody else wrote. Pure: nothing is loaded, no entity is resolved."""

from __future__ import annotations

from lxml import etree

from scout.errors import CrawlError

# Not text in XML 1.0 (https://www.w3.org/TR/xml/#charsets), yet real exports contain them.
_ILLEGAL = bytes(code for code in range(0x20) if code not in (0x09, 0x0A, 0x0D))


def parse_xml(content: bytes) -> tuple[etree._Element, str | None]:
    """Return the root of an XML document, and what was wrong with it or ``None``.

    Bytes that XML does not allow are left out, if that makes the document well-formed; the reason
    says so. Resolves no entities, loads nothing, refuses a document type declaration.

    Raises:
        CrawlError: ``not_well_formed`` or ``xml_doctype``.
    """
    try:
        return _parse(content), None
    except etree.XMLSyntaxError as error:
        problem = str(error)
    try:
        return _parse(content.translate(None, _ILLEGAL)), f"{problem}; read without these bytes"
    except etree.XMLSyntaxError:
        raise CrawlError("not_well_formed", problem) from None


def _parse(content: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        remove_comments=True,
    )
    root = etree.fromstring(content, parser)
    if root.getroottree().docinfo.doctype:
        raise CrawlError("xml_doctype", "the XML declares a document type, which we do not read")
    return root
