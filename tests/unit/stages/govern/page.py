"""Reads a report as a browser would, and complains where a browser would mend silently."""

import re
from html.parser import HTMLParser

INLINE = {"bdi", "code", "b", "span", "a"}
EMPTY = {"meta", "br", "hr", "img", "link", "input"}


class Page(HTMLParser):
    """`text` is what is seen, `tags` every tag with its attributes, `wrong` what does not close as it opens."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.html = html
        self.tags, self.wrong, self._open, self._seen = [], [], [], []
        self.feed(html)
        self.close()
        self.wrong += [f"never closed: {tag}" for tag in self._open]

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._part(tag)
        if tag not in EMPTY:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def _part(self, tag):
        """Words on both sides of a tag that begins a line are apart."""
        if tag not in INLINE:
            self._seen.append(" ")

    def handle_endtag(self, tag):
        self._part(tag)
        if not self._open or self._open.pop() != tag:
            self.wrong.append(f"closed out of order: {tag} at {self.getpos()}")

    def handle_data(self, data):
        if not {"style", "title"} & set(self._open):
            self._seen.append(data)

    @property
    def text(self):
        return " ".join("".join(self._seen).split())

    def values(self, *names):
        return [value for _, attributes in self.tags for name, value in attributes.items() if name in names]

    @property
    def headings(self):
        return [int(tag[1]) for tag, _ in self.tags if re.fullmatch("h[1-6]", tag)]
