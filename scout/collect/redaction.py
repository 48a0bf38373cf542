"""Take contact persons out of what the web answered. Pure; bytes in, as many bytes out.

What goes: the local part of mail addresses, telephone and fax numbers, names after a salutation or
a label like "Sachbearbeitung:", names in the neighbourhood of words like "Ansprechpartnerin" or
"Kontakt", what is marked as a person's in vCards, microdata, hCards and feeds, names of pictures,
and names in addresses below "/team/" and the like. Letters become x, digits 0, in place: tags,
other addresses of pages, lengths and headings stay, so that a spider reads the same structure.

Works on bytes, because nobody knows the encoding of an answer: what ASCII does not know counts as
a letter. Time is linear to the length, whatever stands there. A name that stands alone, far from
all of these words, is not found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from scout.collect.person_forms import (
    ENTITY,
    FULL_NAME,
    LABELLED,
    NAMED,
    NO_TEXT,
    OFFICE,
    PERSONS_PAGE,
    PICTURE,
    SAID_IN_TAG,
    SALUTED,
    SIGNED,
    TEXT_NAMES,
)

# How far the neighbourhood of a word about contacts reaches, and that of one about telephones.
_CONTACT_REACH = 800
_PHONE_REACH = 120
_LONGEST_LOCAL = 64
_LONGEST_WORD = 80
_NO_WORD = re.compile(rb"[\s<>\"]")

_CONTACT = re.compile(
    rb"ansprech(?:partner|person)|kontakt|contact|v-?card|hcard|bearbeiter|betreu(?:er|t)|aut(?:or|hor(?!i))"
    rb"|creator|redaktion"
)
# Where the neighbourhood of a contact ends: what comes there is another part of the page.
_OTHER_PART = re.compile(rb"(?:<|&lt;)h[12][\s>&]", re.IGNORECASE)

_PLAIN_AT = rb"@|&#0?64;|&#x40;|&commat;|%40|\\u0040|[(\[{](?:at|AT|\xc3?\xa4t|&auml;t)[)\]}] ?"
_AT = re.compile(
    rb"<(?:b|i|em|span|strong)>\s?(?:" + _PLAIN_AT + rb")\s?</(?:b|i|em|span|strong)>\s?|"
    + _PLAIN_AT + rb"|(?<=[a-z])[(\[]a[)\]](?=[A-Za-z0-9-]{2,63}\.[a-z])"
)  # fmt: skip
# A mail address in nothing but words.
_SAID = re.compile(
    rb"(?<![A-Za-z0-9.+-])([A-Za-z0-9.+-]{1,64}) (?:at|AT|\xc3\xa4t|\xe4t) "
    rb"[A-Za-z0-9-]{1,63}(?: (?:dot|DOT|punkt|Punkt) [A-Za-z0-9-]{2,63}){1,4}"
)
_HOST = re.compile(
    rb"[A-Za-z0-9\x80-\xff-]{1,63}(?:\.|\s?[(\[{](?:dot|punkt|DOT|PUNKT)[)\]}]\s?)[A-Za-z0-9]"
)
_LOCAL = (
    bytes(range(0x80, 0x100))
    + b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._%+-"
)
# A mail address of which every letter is an entity.
_ENCODED = re.compile(rb"(?:&#(?:\d{2,4}|x[0-9A-Fa-f]{2});){6,}")

_PHONE_WORD = re.compile(
    rb"tel(?:efon|\.|:|<)|phone|fon|fax|mobil|handy|durchwahl|hotline|rufnummer"
)
_DIGITS = rb"[0-9](?:[0-9 ()/.\xa0-]|\xc2\xa0|\xe2\x80[\x90-\x95]|&nbsp;|&ndash;){4,25}[0-9]"
# Digits in one piece that do not begin with 0 are an identifier.
_NEAR_PHONE = re.compile(
    rb"(?P<no_text>" + NO_TEXT + rb")|(?<![\w./=-])(?:(?:[+(]{1,2}|(?=0))" + _DIGITS
    + rb"|[1-9][0-9]{1,5}(?:[ /]| ?- ?)[0-9]{2,6}(?:[ -][0-9]{1,4}){0,3}(?![\w.-])"
    + rb"|(?<=[ >])-[0-9]{2,6}(?![\w.-]))"
)  # fmt: skip
# No number begins within a word, a date, an address of a page or an identifier.
_BEGIN = rb"(?<![\w.,/=+-]%s)"
_ABROAD = rb"\+" + _BEGIN % rb"\+" + rb"[1-9][0-9](?:[ ()/-]|\xc2?\xa0|&nbsp;){0,3}" + _DIGITS
_AREA = rb"(?:\(" + _BEGIN % rb"\(" + rb"0|0" + rb"(?<![\w.,/=+(-]0))[1-9][0-9]{1,4}\)?"
_PHONE = re.compile(
    rb"(?P<no_text>" + NO_TEXT + rb")|(?:" + _ABROAD
    + rb"|" + _AREA + rb"[ ]?[/ -][ ]?[0-9]{2,9}(?:[ /-][0-9]{1,9}){0,4})(?!\.?[0-9])"
)  # fmt: skip
_EXTENSION = re.compile(
    rb"(?:[Dd]urchwahl|[Aa]pparat|\bApp\.|\bDW|[Nn]ebenstelle)"
    rb"(?:[ :.-]|\xc2?\xa0|&nbsp;|<[^<>]{0,200}>){1,4}(?P<digits>[0-9]{2,6})(?![\w-]|[.,]\d)"
)
_LINKED_PHONE = re.compile(rb"(?:[Tt]el|TEL|[Ff]ax|FAX|callto|sms):[+0-9 ()/.%-]{4,40}")
_DATE = re.compile(rb"\d{1,2}\.\s?\d{1,2}\.\s?(?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2}")

_VCARD = re.compile(rb"^(?:N|FN|TEL|EMAIL|NICKNAME)[;:][^\r\n]{0,500}", re.MULTILINE)
_OPENED = re.compile(
    rb"<(author|dc:creator|managingEditor|webMaster|itunes:author|itunes:owner|media:credit)\b[^<>]{0,500}>"
    rb"|<[A-Za-z][\w:-]{0,30}\s[^<>]{0,500}?(?:itemprop|class)\s?=\s?[\"'][^\"'<>]{0,200}?"
    rb"(?:givenName|familyName|additionalName|telephone|faxNumber|email|\bfn\b|p-name|p-tel|given-name|family-name)"
    rb"[^<>]{0,500}>"
)  # fmt: skip
_KEY = re.compile(
    rb"\"[A-Za-z_]{0,30}(?:givenName|familyName|firstName|lastName|vorname|nachname|telephone|telefon|phone"
    rb"|faxNumber|fax|e-?mail)[A-Za-z_]{0,30}\"\s?:\s?\"(?P<value>(?:[^\"\\]|\\.){0,500})",
    re.IGNORECASE,
)
_MARKED_REACH = 1000
_TAG = re.compile(rb"<[^<>]{0,2000}>")

_MASK = bytes.maketrans(
    b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ123456789" + bytes(range(0x80, 0x100)),
    b"x" * 26 + b"X" * 26 + b"0" * 9 + b"x" * 0x80,
)
_MASK_DIGITS = bytes.maketrans(b"123456789", b"0" * 9)


def redacted(body: bytes) -> bytes:
    """Return ``body``, a text in HTML, XML, JSON or none of them, without contact persons."""
    # First: near a contact a label may be taken for a name.
    for labelled in (LABELLED, SIGNED):
        body = labelled.sub(_person_or_office, body)
    body = _within(body, _CONTACT, _CONTACT_REACH, _OTHER_PART, _without_names)
    body = _within(body, _PHONE_WORD, _PHONE_REACH, None, _without_numbers)
    body = _PHONE.sub(_kept_or_zeros, body)
    body = _EXTENSION.sub(lambda found: _from(found, "digits"), body)
    body = _LINKED_PHONE.sub(lambda found: _zeros(found[0]), body)
    if b"BEGIN:VCARD" in body:
        body = _VCARD.sub(lambda found: _after_colon(found[0]), body)
    body = _marked(body)
    body = _KEY.sub(lambda found: _from(found, "value"), body)
    body = SALUTED.sub(lambda found: _from(found, 1), body)
    for address in (PICTURE, PERSONS_PAGE):
        body = address.sub(lambda found: _from(found, "name"), body)
    body = _SAID.sub(lambda found: _from(found, 1), body)
    body = _ENCODED.sub(lambda found: _encoded_as_x(found[0]), body)
    return _without_mails(body)


def redacted_text(text: str) -> str:
    """Return a short text, as of a finding or an address, without contact persons."""
    return redacted(text.encode("utf-8", "surrogatepass")).decode("utf-8", "replace")


def _within(
    body: bytes,
    word: re.Pattern[bytes],
    reach: int,
    end: re.Pattern[bytes] | None,
    change: Callable[[bytes], bytes],
) -> bytes:
    """Apply ``change`` to the neighbourhoods behind each ``word``; each byte is looked at once."""
    parts: list[bytes] = []
    place = 0
    for start, stop in _neighbourhoods(body, word, reach, end):
        parts += (body[place:start], change(body[start:stop]))
        place = stop
    return b"".join((*parts, body[place:]))


def _neighbourhoods(
    body: bytes, word: re.Pattern[bytes], reach: int, end: re.Pattern[bytes] | None
) -> Iterator[tuple[int, int]]:
    start = stop = 0
    is_open = False
    # A pattern that ignores case would look at each place for each of its words.
    for found in word.finditer(body.lower()):
        if found.end() <= stop and not is_open:
            continue
        if found.end() > stop:
            if stop > start:
                yield start, stop
            start = stop = found.end()
        limit = _word_end(body, min(found.end() + reach, len(body)))
        other = end.search(body, stop, limit) if end else None
        stop, is_open = (other.start(), False) if other else (limit, True)
    if stop > start:
        yield start, stop


def _word_end(body: bytes, place: int) -> int:
    """Return where the word ends that stands at ``place``: half a name is one, too."""
    found = _NO_WORD.search(body, place, place + _LONGEST_WORD)
    return found.start() if found else min(place + _LONGEST_WORD, len(body))


def _person_or_office(found: re.Match[bytes]) -> bytes:
    is_office = OFFICE.search(found["name"].lower()) is not None
    return found[0] if is_office else _from(found, "name")


def _without_names(text: bytes) -> bytes:
    text = NAMED.sub(_person_or_office, text)

    def change(found: re.Match[bytes]) -> bytes:
        tag = found["no_text"]
        if tag is None:
            return _masked(found[0])
        return SAID_IN_TAG.sub(lambda said: FULL_NAME.sub(_whole, said[0]), tag)

    return TEXT_NAMES.sub(change, text)


def _without_numbers(text: bytes) -> bytes:
    return _NEAR_PHONE.sub(_kept_or_zeros, text)


def _kept_or_zeros(found: re.Match[bytes]) -> bytes:
    is_kept = found["no_text"] is not None or _DATE.match(found[0].lstrip(b"("))
    return found[0] if is_kept else _zeros(found[0])


def _marked(body: bytes) -> bytes:
    """Mask the text behind a tag that says that it is a person's, up to where the element ends."""
    parts: list[bytes] = []
    place = 0
    for found in _OPENED.finditer(body):
        if found.end() < place:
            continue
        start, limit = found.end(), found.end() + _MARKED_REACH
        closing = b"</" + found[1] if found[1] else b"<"
        stop = body.find(closing, start, limit)
        # The end of what stands there in CDATA is the element's, not that of a tag.
        if not found[1] and body.startswith(b"<![CDATA[", start):
            stop = body.find(b"]]>", start, limit)
        if stop > start:
            parts += (body[place:start], _between_tags(body[start:stop]))
            place = stop
    return b"".join((*parts, body[place:]))


def _between_tags(text: bytes) -> bytes:
    text, opening = (text[9:], text[:9]) if text.startswith(b"<![CDATA[") else (text, b"")
    parts, place = [opening], 0
    for tag in _TAG.finditer(text):
        parts += (_masked(text[place : tag.start()]), tag[0])
        place = tag.end()
    return b"".join((*parts, _masked(text[place:])))


def _without_mails(body: bytes) -> bytes:
    parts: list[bytes] = []
    place = 0
    for at in _AT.finditer(body):
        if not _HOST.match(body, at.end()):
            continue
        before = body[max(place, at.start() - _LONGEST_LOCAL) : at.start()]
        local = before.removesuffix(b" ")
        length = len(local) - len(local.rstrip(_LOCAL))
        if length:
            stop = at.start() - len(before) + len(local)
            parts += (body[place : stop - length], _masked(body[stop - length : stop]))
            place = stop
    return b"".join((*parts, body[place:]))


def _encoded_as_x(entities: bytes) -> bytes:
    def change(found: re.Match[bytes]) -> bytes:
        if found[1][:1] in b"xX":
            return b"&#x78;"
        return b"&#%s;" % {2: b"88", 3: b"120", 4: b"0120"}[len(found[1])]

    return re.sub(rb"&#(\w{2,4});", change, entities)


def _after_colon(line: bytes) -> bytes:
    name, colon, value = line.partition(b":")
    return name + colon + _masked(value)


def _from(found: re.Match[bytes], group: str | int) -> bytes:
    start = found.start(group) - found.start()
    return found[0][:start] + _masked(found[group]) + found[0][start + len(found[group]) :]


def _whole(found: re.Match[bytes]) -> bytes:
    return _masked(found[0])


_ESCAPED = re.compile(ENTITY + rb"|\\u[0-9A-Fa-f]{4}|\\[nrtbf\"\\/]|\]\]>")


def _masked(text: bytes) -> bytes:
    """Return ``text`` with letters as x and digits as 0; what is one letter escaped is many x."""
    parts: list[bytes] = []
    place = 0
    for found in _ESCAPED.finditer(text):
        parts.append(text[place : found.start()].translate(_MASK))
        is_letter = found[0][:1] == b"&" or found[0][:2] == b"\\u"
        parts.append(b"x" * len(found[0]) if is_letter else found[0])
        place = found.end()
    return b"".join((*parts, text[place:].translate(_MASK)))


def _zeros(text: bytes) -> bytes:
    """Return ``text`` with digits as 0, but for those of entities."""
    parts: list[bytes] = []
    place = 0
    for found in re.finditer(rb"&[#\w]{1,8};", text):
        parts += (text[place : found.start()].translate(_MASK_DIGITS), found[0])
        place = found.end()
    return b"".join((*parts, text[place:].translate(_MASK_DIGITS)))
