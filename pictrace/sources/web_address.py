"""Text → the URL that is asked: its path and query as they were written, its host as it is looked up.

A signed URL holds a checksum of its own letters, so what may stand in a request stays as it is: no escape is undone or
respelt, no "//", "/." or "?" tidied away. What may not stand there is escaped, and only that: spaces, quotation marks,
letters beyond ASCII (as UTF-8), a "%" that begins no escape; "|" and "'" stay, as browsers leave them.

The host goes the other way: it is brought into one form (lower case, IDNA) before anything is decided about it, and
the request is built from that form. So no second parser can read another host out of the same text.
"""

from __future__ import annotations

import re
from urllib.parse import quote_from_bytes

from yarl import URL

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_AUTHORITY = re.compile(r"(\[[^\[\]]*\]|[^:\[\]]*)(?::(?:0*([1-9][0-9]{0,4}))?)?")
_NAME = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?")
_USERINFO = re.compile(r"\A([A-Za-z][A-Za-z0-9+.-]*:)?([/\\]*)[^/?#]*@")
# As the URL Standard has it, which browsers follow; of "[]", "|" and "'" RFC 3986 would escape all but the last.
_UNSAFE_IN_QUERY = re.compile(r"""%(?![0-9A-Fa-f]{2})|[^!#-;=?-~]""")
_UNSAFE_IN_PATH = re.compile(r"""%(?![0-9A-Fa-f]{2})|[^!#-;=?-\[\]_a-z|~]""")
_CONTROLS_AND_SPACE = "".join(map(chr, range(33)))
_LONGEST_SHOWN = 200


class NoWebAddress(ValueError):
    """Not to be asked. `why` follows the address in a sentence: "is no …"."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def parse(text: str) -> URL:
    """The URL that an address stands for, without its fragment. Raises NoWebAddress."""
    scheme, rest = _split_scheme(_tidy(text))
    if scheme not in ("http", "https") or not rest.startswith("//"):
        raise _not_web()
    return _with_authority(scheme, rest[2:])


def resolve(reference: str, base: URL) -> URL:
    """The URL that a `Location` stands for (RFC 3986, 5.2). Raises NoWebAddress.

    Only a path that begins in the middle ("../a.jpg") has its dots worked out; whole ones go out as they are written.
    """
    reference = _tidy(reference)
    scheme, rest = _split_scheme(reference)
    if scheme:
        return parse(reference)
    if rest.startswith("//"):
        return _with_authority(base.scheme, rest[2:])
    target = base.raw_path_qs
    path, mark, query = rest.partition("?")
    if path.startswith("/"):
        target = _quoted(rest)
    elif path:
        target = _joined(target.partition("?")[0], _quoted(path)) + _quoted(mark + query)
    elif mark:
        target = target.partition("?")[0] + _quoted(rest)
    return _built(base.scheme, base.raw_authority, target)


def host_of(url: URL) -> str:
    """The host as it is looked up and named to people: IDNA for a name, an IP address without brackets."""
    return (url.raw_host or "").replace("%25", "%")


def ascii_name(host: str) -> str:
    """A host name beyond ASCII in the form in which it is looked up; one that has no such form comes back as it is."""
    try:
        return URL.build(scheme="http", host=host).raw_host or host
    except ValueError:
        return host


def shown(address: str) -> str:
    """The address as it may stand in a sentence and in a log: no password, nothing unprintable, and not endless."""
    clean = _USERINFO.sub(r"\1\2", address[: 10 * _LONGEST_SHOWN], count=1) if "@" in address else address
    clean = clean[: _LONGEST_SHOWN + 1]
    if not clean.isprintable():
        clean = "".join(letter if letter.isprintable() else _escaped(letter) for letter in clean)
    return clean if len(clean) <= _LONGEST_SHOWN else clean[: _LONGEST_SHOWN - 3] + "…"


def storable(address: str) -> str:
    """The address with bytes that are no text (Python keeps them as halves of surrogate pairs) as escapes."""
    try:
        address.encode()
    except UnicodeEncodeError:
        return re.sub("[\ud800-\udfff]", lambda found: _escaped(found[0]), address)
    return address


def _tidy(text: str) -> str:
    """What surrounds an address is cut off; line ends and tabs inside are no part of it, as the URL Standard has it."""
    text = text.strip(_CONTROLS_AND_SPACE).translate({9: None, 10: None, 13: None})
    return text.partition("#")[0]


def _split_scheme(text: str) -> tuple[str, str]:
    found = _SCHEME.match(text)
    return (found[1].lower(), text[found.end() :]) if found else ("", text)


def _with_authority(scheme: str, rest: str) -> URL:
    end = next((at for at, letter in enumerate(rest) if letter in "/?"), len(rest))
    authority, target = rest[:end], _quoted(rest[end:])
    if "@" in authority and "\\" not in authority:
        raise NoWebAddress("carries a user name or password, which is not sent; leave it out.")
    parts = _AUTHORITY.fullmatch(authority)
    if not authority:
        raise _not_web()
    if parts is None or not parts[1]:
        raise _unreadable()
    try:
        url = URL.build(scheme=scheme, host=parts[1].strip("[]"), port=int(parts[2]) if parts[2] else None)
        host = url.raw_host or ""  # here yarl says that there is no such port
    except ValueError:
        raise _unreadable() from None
    # yarl knows IDNA and IPv6, and lets through what is neither a name nor an address.
    well_formed = ":" in host if parts[1].startswith("[") else _NAME.fullmatch(host)
    if not well_formed:
        raise _unreadable()
    return _built(scheme, url.raw_authority, target if target.startswith("/") else f"/{target}")


def _built(scheme: str, authority: str, target: str) -> URL:
    # The query too goes in as path: yarl keeps no "?" that nothing follows, and writes both out as they are.
    return URL.build(scheme=scheme, authority=authority, path=target, encoded=True)


def _quoted(target: str) -> str:
    path, mark, query = target.partition("?")
    escape = _escape_match
    return _UNSAFE_IN_PATH.sub(escape, path) + mark + _UNSAFE_IN_QUERY.sub(escape, query)


def _escape_match(found: re.Match[str]) -> str:
    return _escaped(found[0])


def _escaped(letter: str) -> str:
    """As UTF-8; half of a surrogate pair stands for a byte of a header that is no UTF-8, and becomes that byte."""
    try:
        return quote_from_bytes(letter.encode("utf-8", "surrogateescape"), safe="")
    except UnicodeEncodeError:
        return "%EF%BF%BD"


def _joined(base: str, reference: str) -> str:
    """`reference` as seen from the folder of `base`. Dots of the base stay, unless one must go up past them."""
    folders = base.split("/")[1:-1]
    *steps, last = reference.split("/")
    if last in (".", ".."):
        steps, last = [*steps, last], ""
    if ".." in steps:
        folders, steps = [], [*folders, *steps]
    for step in steps:
        if step == "..":
            folders = folders[:-1]
        elif step != ".":
            folders.append(step)
    return "/".join(["", *folders, last])


def _not_web() -> NoWebAddress:
    return NoWebAddress("is no http or https address, and others are not fetched.")


def _unreadable() -> NoWebAddress:
    return NoWebAddress("is no address that can be read; check it.")
