"""How names of persons look in the bytes of a page, whatever its encoding.

Patterns, each in time linear to the text. What ASCII does not know counts as a letter.
"""

from __future__ import annotations

import re

ENTITY = (
    rb"&(?:[A-Za-z]{1,2}(?:uml|acute|grave|circ|cedil|ring|tilde|caron)|szlig|oslash"
    rb"|#\d{3}|#x[0-9A-Fa-f]{2});"
)
_ESCAPED_LETTER = rb"|" + ENTITY + rb"|\\u0[01][0-9A-Fa-f]{2}"
# Letters that ASCII does not know, in UTF-8 or as one byte.
_LETTER = (
    rb"(?:[A-Za-z]|[\xc3-\xc9][\x80-\xbf]|[\xc0-\xff](?![\x80-\xbf])" + _ESCAPED_LETTER + rb")"
)
_CAPITAL = (
    rb"(?:[A-Z]|\xc3[\x80-\x9e]|[\xc4-\xc9][\x80-\xbf]|[\xc0-\xde](?![\x80-\xbf])"
    + _ESCAPED_LETTER
    + rb")"
)
_BLANK = rb"(?:[ \t\r\n]|\xc2?\xa0|&nbsp;|&#160;|\\n){1,8}"
_NAME = _CAPITAL + _LETTER + rb"{1,30}(?:-" + _CAPITAL + _LETTER + rb"{1,30})?"
_PARTICLE = rb"(?:(?:von|vom|van|zu|zur|der|den|de|di|da|dos|el|al)" + _BLANK + rb"){0,3}"
_DEGREE = (
    rb"(?:(?:Dr|Prof|Dipl|Ing|med|jur|phil|nat|rer|habil|h\.c|MdB|MdL|LL\.M|M\.A|B\.A)\.?-?[A-Za-z]{0,8}\.?"
    + _BLANK
    + rb"){0,4}"
)

SALUTED = re.compile(
    rb"(?:Frau|Herrn?|Mrs?\.?|Ms\.?|Dr\.|Prof\.)" + _BLANK + _DEGREE
    + rb"(" + _PARTICLE + rb"(?:[A-Z]\." + _BLANK + rb"){0,2}" + _NAME
    + rb"(?:" + _BLANK + _PARTICLE + _NAME + rb"){0,3})"
)  # fmt: skip
_INITIALS = rb"(?:[A-Z]\." + _BLANK + rb"){0,2}"
# Taken whole or not at all; what a colon follows is a label.
FULL_NAME = re.compile(
    rb"(?<![A-Za-z0-9\x80-\xff;])(?>" + _INITIALS + _NAME
    + rb"(?:,?" + _BLANK + _INITIALS + _PARTICLE + _NAME + rb"){1,3}"
    + rb"|[A-Z]\." + _BLANK + _PARTICLE + _NAME
    + rb"|" + _NAME + rb"," + _BLANK + rb"[A-Z]\.)(?![A-Za-z\x80-\xff]| ?:)"
)  # fmt: skip
# What may stand between a label and what it is a label of.
_BETWEEN = (
    rb"(?:" + _BLANK
    + rb"|\s?:|(?:<|&lt;)/?[A-Za-z][A-Za-z0-9]{0,9}(?:\s[^<>]{0,200})?(?:>|&gt;)){1,8}"
)  # fmt: skip
_UE = rb"(?:\xc3?\xbc|\xfc|&uuml;|ue)"
_LABEL = (
    rb"(?:[Zz]ust(?:\xc3?\xa4|\xe4|&auml;|ae)ndig|[Ss]achbearbeit(?:ung|er(?:in)?)"
    rb"|[Ff]ederf"
    + _UE
    + rb"hrung|(?:Projekt|Team|Referats|Abteilungs|Fachbereichs|Dezernats|Amts)"
    rb"leit(?:ung|er(?:in)?)|\bLeit(?:ung|er(?:in)?)|Referent(?:in)?|Dezernent(?:in)?)"
    rb"(?=\s?(?:<|&lt;|:))|[Rr]"
    + _UE
    + rb"ckfragen an|[Aa]usk"
    + rb"(?:u|"
    + _UE
    + rb")nfte? erteilt"
    rb"|[Ff]ragen beantwortet|gez\.|\bi\. ?A\."
)
_NO_NAME = (
    rb"(?!(?:Die|Der|Das|Den|Dem|Eine?r?|Im|In|Bei|F"
    + _UE
    + rb"r|Wir|Sie|Als|Zur|Zum|Mit|Es|Ihre?)\b)"
)
LABELLED = re.compile(
    rb"(?:" + _LABEL + rb")" + _BETWEEN + _DEGREE + _NO_NAME
    + rb"(?P<name>(?>" + _INITIALS + _NAME
    + rb"(?:(?:" + _BLANK + _INITIALS + _PARTICLE + _NAME + rb"){1,3}|," + _BLANK + _NAME + rb")"
    + rb"|[A-Z]\." + _BLANK + _PARTICLE + _NAME + rb"))(?![A-Za-z\x80-\xff]| ?:)"
)  # fmt: skip
# Behind these there is a person even where there is only one word.
SIGNED = re.compile(
    rb"(?:[Ii]m Auftrag|[Ii]n Vertretung|gez\.)" + _BETWEEN + _DEGREE + _NO_NAME
    + rb"(?P<name>" + _NAME + rb")(?=\s?(?:<|&lt;|$))"
)  # fmt: skip
NAMED = re.compile(
    rb"\b(?:[Vv]or|[Nn]ach|[Ff]amilien)?[Nn]ame" + _BETWEEN + _DEGREE
    + rb"(?P<name>" + _NAME + rb"(?:" + _BLANK + _NAME + rb"){0,3})(?=\s?(?:<|&lt;))"
)  # fmt: skip
# An office is no person, and a spider may need to read who it is.
OFFICE = re.compile(
    rb"minister|amt\b|\bamts|regierung|kreis|stadt|gemeinde|beh(?:\xc3?\xb6|\xf6|&ouml;)rde"
    rb"|\bland(?:es)?\b|landes|bundes|referat|dezernat|abteilung|tr(?:\xc3?\xa4|\xe4|&auml;)ger"
    rb"|gmbh|bank\b|agentur|team|stelle\b|verband|stiftung|institut|universit|hochschule|zentrum"
    rb"|verein|kommission|europ|direktion|kammer|betrieb"
)
# What is no text: tags, and addresses of pages in escaped markup and in JSON.
NO_TEXT = rb"<[^<>]{0,2000}>|https?:[^\s\"'<>]{0,2000}|(?:href|src)\s?=\s?\\?[\"'][^\"'<>]{0,2000}"
TEXT_NAMES = re.compile(rb"(?P<no_text>" + NO_TEXT + rb")|" + FULL_NAME.pattern)
SAID_IN_TAG = re.compile(
    rb"\b(?:title|alt|aria-label|content)\s?=\s?(?:\"[^\"<>]{0,500}|'[^'<>]{0,500})"
)

# A spider reads no picture; of the pages of persons it needs no more than that there are some.
PICTURE = re.compile(
    rb"(?<=[/\"'=(,])(?P<name>[^/\s\"'<>?#=(,]{1,120})(?=\.(?:jpe?g|png|webp|gif|avif|JPE?G|PNG)(?![A-Za-z0-9]))"
)
PERSONS_PAGE = re.compile(
    rb"/(?:team|mitarbeite(?:r|nde|rin)(?:nen)?|person(?:en|al)?|people|staff|profile?|vcards?"
    rb"|ansprechp(?:artner(?:in(?:nen)?)?|erson(?:en)?)|kontaktperson(?:en)?)\\?/"
    rb"(?P<name>[A-Za-z\x80-\xff]{2,40}(?:[-_+][A-Za-z\x80-\xff]{2,40}|\.(?!html?|php|aspx?|jsp)[A-Za-z\x80-\xff]{2,40}){1,4})"
)
