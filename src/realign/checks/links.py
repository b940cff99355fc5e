"""Web and e-mail addresses, hash tags and handles."""

from __future__ import annotations

from realign.checks.base import Pair
from realign.checks.spans import spans_of
from realign.samples import Finding


class Links:
    """Rejects an address that is gone, changed or new.

    The scheme and a closing slash may differ. New is allowed what the request has, and not what
    evidence alone has. Limits: whether an address leads anywhere is not asked; addresses in code
    count too, #tags and @handles beside code do not.
    """

    name = "links"

    def __call__(self, pair: Pair, /) -> Finding | None:
        original, rewrite = pair.original, pair.rewrite
        if original.text == rewrite.text or not (original.links or rewrite.links):
            return None
        after = set(map(_bare, rewrite.links))
        for link in original.links:
            if _bare(link) not in after and not (original.code and link[0] in "#@"):
                spans = spans_of("original", original.text, link)
                return Finding(self.name, "an address is gone", expected=link[:200], spans=spans)
        # Not the evidence: a passage's address may be anybody's.
        before = {_bare(link) for text in (original, pair.request) for link in text.links}
        for link in rewrite.links:
            if _bare(link) not in before and not (rewrite.code and link[0] in "#@"):
                spans = spans_of("rewrite", rewrite.text, link)
                return Finding(self.name, "an address is new", found=link[:200], spans=spans)
        return None


def _bare(link: str) -> str:
    lower = link.removeprefix("https://").removeprefix("http://").removeprefix("www.")
    return lower.rstrip("/")
