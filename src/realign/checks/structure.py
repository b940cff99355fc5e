"""Does the rewrite follow the criterion at least as well as the original?"""

from __future__ import annotations

from realign.checks.base import Pair
from realign.checks.spans import whole
from realign.criteria.requirements import measure
from realign.samples import Finding


class Structure:
    """Rejects a rewrite that fails a requirement which the original did not fail.

    A requirement that does not apply to a text is not failed by it. Limits: only what a program
    can test (see `realign.criteria.requirements`).
    """

    name = "structure"

    def __call__(self, pair: Pair, /) -> Finding | None:
        if pair.original.text == pair.rewrite.text:
            return None
        for requirement in pair.requirements:
            after = measure(requirement, pair.rewrite.text, pair.request.text)
            if after is not False:
                continue
            if measure(requirement, pair.original.text, pair.request.text) is not False:
                message = (
                    f"the rewrite fails a requirement that the original does not: {requirement}"
                )
                return Finding(self.name, message, spans=whole("rewrite", pair.rewrite.text))
        return None
