"""The same claim in other words: what stands for "all", "must", "if" or "not" besides those words.

The tables are wider than those of `markers`: what is here clears a marker that seems lost or new,
and claims nothing by itself. English.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache

from realign.reading.lexicon import stem

# Phrases are joined by "_"; "*" ends a beginning of a word.
_TABLE = """
    not: not no never none nothing nobody nowhere neither nor without cannot unable avoid* prevent*
    not: impossib*
    not: fail* lack* refus* stop* instead rather free absen* exclu* except forbid* unless until
    not: beyond cease* den* ignor* skip* miss* zero away save spare* spares apart_from only_if
    not: eliminate_the_need eliminates_the_need eliminating_the_need removes_the_need get_rid
    not: hardly far_from keep_from reject* protect* resist* against other_than but off keep_out
    all: all every each any both whole entire* always everyone everything everybody anyone anything
    all: anybody whatever whichever wherever whenever no_matter no none never nothing neither full
    all: fully complete* total* overall across throughout universal* comprehensive* constant*
    all: either
    all: together everywhere anywhere perfect* continu* the_rest regardless at_once thorough* ever
    all: no_one nobody without_exception combin* sum altogether invariabl* consistent*
    always: always every each ever never whenever constant* continu* consistent* invariabl*
    always: permanent* forever regular* routine* any all_the_time at_all_times without_exception
    always: all_day all_year all_night around_the_clock round_the_clock without_fail throughout all
    always: no_matter none whatever
    always: cannot_not all_along eternal* perpetual* habit* usual* steadi* steady automatic* entire*
    less_all: some several certain part* many most mostly often usual* typical* general* normal*
    less_all: sometimes occasion* rare* seldom few may might can could main* half various frequent*
    less_all: commonly common tend* numerous selected major* likely probably largely
    most: most mostly majority main mainly primar* large* predominant* chief* top leading best
    most: great* generally for_the_most_part usual* especial* above_all principal* first typical*
    only: only sole* exclusiv* mere* just alone nothing_but nothing_else no_other no_more_than
    only: single but_one but_a
    only: unique* until limited restricted except simpl* strict* exact* unless one nothing_more
    only: apart_from none_but no_one_else confined purely
    usually: usual* typical* general* normal* common* often frequent* tend tends most* regular*
    usually: as_a_rule main* mostly routine* widely custom* many habit* ordinar* likely
    sometimes: sometimes occasion* at_times now_and_then from_time_to_time some can may might could
    sometimes: perhaps maybe option* rare* seldom once_in_a_while certain
    highly: high* extreme* utter* absolute* total* exceeding* immense* very really so well deep*
    highly: great* strong* much far particular* especial* quite most remarkabl* truly
    slightly: slight* somewhat mild* moderate* fair* little bit marginal* small minor touch few
    slightly: some
    may: may might could can possib* perhaps maybe potential* chance risk* prone able abilit*
    may: option*
    may: sometimes capab* would conceiv* likely open_to lets allow* free_to permit* opportunit*
    could: could can may might would possib* able option* perhaps suggest* try maybe potential*
    could: how_about consider
    should: should ought recommend* advis* suggest* best better need needs needed important ideal*
    should: suppose* expect* meant let_* have_to has_to is_to are_to worth remember advice aim wise
    should: call_for calls_for sensible good_idea make_sure ensure*
    must: must necess* requir* need needs needed mandatory compulsory have_to has_to had_to
    must: having_to
    must: essential obligat* oblig* vital crucial demand* call_for calls_for forc* compel*
    must: impossib*
    must: make_sure ensur* be_sure depend* indispensab* is_to are_to optional critical
    must: prerequisit* without get_to expect* take takes only_if only_when only_with unnecess* key
    must: remains_to can_only there_is_no to_be
    likely: likel* probab* chance* expect* risk* odds tend* prone apt unlikel* promis* improbab*
    surely: certain* definit* undoubt* doubtless sure* guarante* inevitab* of_course always bound
    surely: doubt
    surely: without_fail indeed truly clearly will ensur* unavoidab* assur*
    seem: seem* appear* apparent* believ* thought consider* regard* said may might look* sound*
    seem: view* rank* held suppos* as_if reputed reckon* count* see seen understood deemed perhaps
    if: if when whenever should provided assum* in_case unless suppos* given once where wherever
    if: with as_long_as for depend* would whether without only until those any whoever else
    if: otherwise whichever who that
    unless: unless except* exclud* barring apart other_than besides but if save without until only
    unless: also moreover further* addition* too plus as_well
    until: until till to up_to before stop* by once after as_long_as while repeat* when then
    once: once when* after as_soon_as if then upon every
    needed: needed necess* need possib* desir* requir* appropriat* applicab* wish* want* where if
    needed: when
    needed: option* can like
    because: because since as due owing thanks so therefore thus hence why reason* caus* result*
    because: for
    despite: despite although though even but yet however nevertheless still while spite
    about: about around approximat* rough* near* almost circa estimat* some close_to or_so average
    about: an_average
    over: over above more_than exceed* beyond in_excess greater_than upwards plus or_more
    over: higher_than
    over: more past longer_than larger_than surpass* pass passes top tops outnumber*
    under: under below less_than fewer_than lower_than within less fewer short_of smaller_than not
    least: at_least minim* or_more no_less_than no_fewer_than min or_longer or_above not_less
    atmost: at_most maxim* up_to no_more_than or_less or_fewer or_under not_exceed* limit* cap*
    atmost: within
    atmost: as_much_as as_many_as max no_longer_than can
"""
_PREFIXES = ("un", "in", "im", "ir", "il", "dis", "non")
_LONGEST = 4


@lru_cache(maxsize=1)
def _tables() -> dict[str, tuple[frozenset[str], tuple[str, ...], frozenset[str]]]:
    """Kind -> its words and phrases, its beginnings of words, and how its phrases begin."""
    found: dict[str, list[str]] = {}
    for line in _TABLE.strip().splitlines():
        kind, _, words = line.strip().partition(": ")
        found.setdefault(kind, []).extend(words.split())
    return {
        kind: (
            frozenset(word for word in words if not word.endswith("*")),
            tuple(word[:-1] for word in words if word.endswith("*")),
            frozenset(word.split("_")[0] for word in words if "_" in word),
        )
        for kind, words in found.items()
    }


def equivalents(kind: str, words: Sequence[str], bare: Collection[str] = ()) -> int:
    """How many words or phrases say what the kind says.

    `bare`: the words of the other side, for "not": a word with un-, in-, dis- or -less counts as a
    negation where its root stands there.
    """
    whole, heads, starts = _tables().get(kind, (frozenset(), (), frozenset()))
    count, last = 0, -2
    for at, word in enumerate(words):
        says = word in whole or (heads and word.startswith(heads))
        if not says and kind == "most":
            says = len(word) > 5 and word.endswith("est")  # funniest
        if not says and kind == "not":
            says = _denies(word, bare)
        if not says and word in starts:
            sizes = range(2, _LONGEST + 1)
            says = any("_".join(words[at : at + size]) in whole for size in sizes)
        if says and (kind != "only" or last != at - 1):
            count += 1  # only one: said once
        last = at if says else last
    return count


def _denies(word: str, bare: Collection[str]) -> bool:
    """True for a word with a negation in it whose root the other side has: unsafe beside safe."""
    if len(word) < 6 or word in bare:
        return False
    roots = [word[len(prefix) :] for prefix in _PREFIXES if word.startswith(prefix)]
    roots += [word[:-4]] if word.endswith("less") else []
    return any(
        len(root) > 2 and (other.startswith(root[:5]) or stem(other) == stem(root))
        for root in roots
        if root
        for other in bare
    )
