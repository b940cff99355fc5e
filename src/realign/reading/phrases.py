"""Words that a phrase may stand for, and the other way round: escape, get out; largely, to a large
extent.

The table has groups, parted by ";": a word, and the words and phrases (joined by "_") that an
editor puts for it. It was written for this project. English; compared by stems, the parts of a
phrase in order and near each other. Limits: a phrase in one sense passes for one in every sense.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from itertools import islice

from realign.reading.clauses import Clauses
from realign.reading.lexicon import stem

_TABLE = """
    escape get_out get_away flee break_free run_away; omit omission leave_out skip;
    discover find_out; investigate look_into examination; tolerate put_up_with endure;
    postpone put_off delay; cancel call_off; establish set_up found start_up; arrange set_up;
    install set_up put_in; erect put_up; extinguish put_out; surrender give_in give_up;
    abandon give_up leave_behind walk_away; quit give_up stop; resemble look_like take_after;
    seek look_for search_for; search look_for look_up; consult look_up; admire look_up_to;
    anticipate look_forward_to expect; supervise look_after watch_over;
    tend look_after take_care_of care_for; nurse look_after care_for;
    review go_over look_over look_back; examine look_at go_over go_through;
    consider think_about think_of take_into_account bear_in_mind keep_in_mind look_at;
    remember keep_in_mind bear_in_mind call_to_mind; account take_into_account allow_for;
    devise come_up_with think_up make_up; invent come_up_with make_up; generate come_up_with;
    suggest come_up_with put_forward; propose put_forward;
    create come_up_with bring_about put_together set_up;
    cause bring_about lead_to give_rise_to result_in; trigger set_off bring_about;
    provoke bring_about lead_to stir_up; produce bring_about turn_out give_rise_to;
    assemble put_together; compile put_together; combine put_together bring_together;
    unite bring_together come_together; gather come_together get_together bring_together;
    meet get_together come_together; raise bring_up put_up; mention bring_up refer_to;
    confront face_up_to stand_up_to; resist stand_up_to hold_out; defend stand_up_for;
    support stand_up_for back_up stand_by; represent stand_for; symbolize stand_for;
    mean stand_for; excel stand_out; notable stand_out; distinctive stand_out set_apart;
    distinguish set_apart tell_apart; separate set_apart take_apart; dismantle take_apart;
    reserve set_aside; allocate set_aside; save set_aside put_away put_aside;
    store put_away keep_in; ignore set_aside pay_no_attention; heed pay_attention;
    focus pay_attention concentrate; observe keep_an_eye_on watch_out;
    monitor keep_an_eye_on keep_track_of check_on; track keep_track_of follow_up;
    maintain keep_up keep_in_shape; continue go_on carry_on keep_on keep_up keep_going;
    proceed go_on go_ahead move_on; happen take_place come_about go_on;
    occur take_place come_about; participate take_part join_in; involve take_part;
    contribute play_a_part play_a_role; matter play_a_role; perform carry_out; execute carry_out;
    conduct carry_out; implement carry_out put_into_practice put_in_place;
    apply put_to_use put_into_practice; handle deal_with take_care_of;
    address deal_with take_care_of speak_to; manage deal_with take_charge run cope_with;
    cope deal_with get_by; solve work_out sort_out; resolve work_out sort_out settle;
    calculate work_out figure_out; determine work_out figure_out find_out;
    understand figure_out make_sense_of work_out; interpret make_sense_of; exercise work_out;
    organize sort_out put_in_order; eliminate get_rid_of do_away_with remove root_out;
    remove get_rid_of take_out take_away take_off; discard get_rid_of throw_out throw_away;
    dispose get_rid_of; abolish do_away_with put_an_end_to;
    end put_an_end_to come_to_an_end bring_to_an_end wind_up; finish wrap_up come_to_an_end;
    conclude wrap_up come_to_an_end sum_up; summarize sum_up; stop put_an_end_to bring_to_a_halt;
    start set_out kick_off begin get_going; launch kick_off set_off bring_out;
    depart set_off set_out leave; embark set_off set_out set_sail;
    arrive get_to show_up turn_up come_in; appear show_up turn_up come_out;
    attend show_up be_present; emerge come_out; publish bring_out come_out;
    release bring_out let_go come_out set_free; free let_go set_free; liberate set_free;
    return go_back come_back give_back bring_back get_back; restore bring_back give_back;
    recover get_back get_over get_well; retrieve get_back bring_back; overcome get_over get_past;
    survive get_through live_through come_through; experience go_through live_through;
    undergo go_through; endure go_through live_through; pass go_by hand_in; elapse go_by;
    submit hand_in send_in turn_in; deliver hand_over bring_to; distribute hand_out give_out;
    donate give_away; reveal give_away bring_to_light make_known; announce make_known;
    inform let_know make_aware; notify let_know; tell let_know; alert make_aware;
    familiarize make_familiar get_to_know; educate make_aware;
    realize come_true find_out make_out; fulfill come_true; use make_use_of; utilize make_use_of;
    exploit make_use_of take_advantage_of; benefit take_advantage_of profit_from;
    ensure make_sure see_to_it; verify make_sure check_that; confirm make_sure;
    decide make_up_mind make_a_decision; choose make_a_choice pick_out go_for opt_for;
    select pick_out; attempt make_an_effort have_a_go try_out; strive make_an_effort;
    try make_an_effort give_a_go; test try_out put_to_the_test; sample try_out; reject turn_down;
    refuse turn_down say_no; decline turn_down go_down; decrease go_down cut_down bring_down;
    reduce cut_down cut_back bring_down lower; drop go_down come_down; increase go_up more;
    rise go_up come_up; climb go_up; ascend go_up; descend go_down come_down; lower bring_down;
    improve get_better make_better; efficient efficiency more_efficient; enhance make_better;
    worsen get_worse make_worse; deteriorate get_worse go_downhill;
    collapse break_down fall_apart fall_down; disintegrate fall_apart;
    fail break_down fall_through; divide break_down split_up; analyze break_down;
    decompose break_down; simplify break_down make_easier make_simple make_simpler;
    ease make_easier; facilitate make_easier help_with; enable make_possible make_it_possible;
    allow make_possible let_in; permit let_in; enter go_in come_in get_in go_into step_into;
    exit go_out get_out; leave go_out go_away walk_out; visit drop_by stop_by go_to;
    interrupt break_in cut_off; disconnect cut_off; isolate cut_off shut_off keep_apart;
    exclude leave_out shut_out; prevent keep_from stop_from;
    avoid stay_away steer_clear keep_away stay_clear; protect keep_safe;
    preserve keep_alive keep_intact; pursue go_after; chase run_after go_after;
    follow go_along stick_to; comply go_along; adhere stick_to hold_to;
    agree go_along see_eye_to_eye; accompany go_with come_along go_along;
    accept go_along put_up_with; approve sign_off say_yes; authorize sign_off; register sign_up;
    enroll sign_up; subscribe sign_up; join sign_up come_along; recruit take_on bring_in;
    hire take_on bring_in; employ take_on; assume take_on take_for_granted; undertake take_on;
    tackle take_on deal_with; introduce bring_in; import bring_in; attract bring_in draw_in;
    persuade talk_into win_over; convince win_over; discuss talk_about talk_over go_over;
    describe talk_about; explain go_over spell_out account_for; clarify clear_up spell_out;
    tidy clean_up clear_up; clean wipe_down clean_up; complete fill_in fill_out;
    substitute fill_in stand_in plug_in put_in; replace take_the_place_of swap_out take_over_from;
    instead in_place_of in_lieu; succeed take_over come_after; seize take_over; conquer take_over;
    inherit come_into take_over; obtain get_hold_of come_by; acquire get_hold_of pick_up;
    learn pick_up; collect pick_up; lift pick_up; contact get_in_touch reach_out get_hold_of;
    approach reach_out; connect get_in_touch hook_up; socialize get_together hang_out;
    relax wind_down calm_down; soothe calm_down; awaken wake_up; wake get_up; dress put_on;
    wear have_on dress dress_in put_on; don put_on; undress take_off; boast show_off;
    display show_off put_on_show on_display; demonstrate show_off; inspect look_over check_out;
    explore check_out look_around; browse look_through look_around; skim look_through;
    beware watch_out look_out; depend count_on come_down_to hinge_on; rely count_on lean_on;
    trust count_on; include take_in bring_in; absorb take_in soak_up; accommodate take_in;
    deceive take_in; consume use_up eat_up; exhaust use_up wear_out run_out;
    deplete use_up run_out; lack run_out go_without; expire run_out; constitute make_up;
    comprise made_up consist_of; reconcile make_up; compensate make_up_for; offset make_up_for;
    invest put_money_into put_into; insert put_in put_into; bloom in_bloom; excite look_forward;
    eager look_forward; ridicule make_fun_of; mock make_fun_of poke_fun; tease make_fun_of;
    joke make_fun_of; blame hold_responsible; accuse hold_responsible;
    accountable hold_responsible answer_for; delight take_delight take_pleasure;
    enjoy take_pleasure have_fun have_a_good_time; revenge get_even;
    largely to_a_large_extent in_large_part for_the_most_part;
    greatly to_a_great_extent a_great_deal; partly to_some_extent in_part to_a_certain_extent;
    partially in_part to_some_extent; fully to_the_full in_full; completely in_full;
    generally in_general by_and_large; mainly for_the_most_part; mostly for_the_most_part;
    usually as_a_rule; occasionally now_and_then from_time_to_time at_times;
    sometimes at_times now_and_then; repeatedly again_and_again over_and_over time_after_time;
    often time_and_again; always at_all_times all_the_time; constantly all_the_time at_all_times;
    forever for_good for_ever; permanently for_good; temporarily for_a_while for_the_time_being;
    briefly for_a_moment in_short in_brief in_a_few_words for_a_short_time;
    suddenly all_of_a_sudden out_of_nowhere;
    unexpectedly out_of_nowhere out_of_the_blue without_warning;
    unexpected not_expect without_warning;
    immediately at_once right_away straight_away without_delay;
    instantly at_once right_away in_an_instant; quickly in_no_time at_speed;
    soon in_no_time before_long; eventually in_the_end at_last in_time; ultimately in_the_end;
    finally in_the_end at_last; initially at_first to_begin_with in_the_beginning;
    originally at_first in_the_beginning; previously in_the_past; formerly in_the_past;
    currently at_present at_the_moment right_now; nowadays these_days today; presently at_present;
    recently of_late not_long_ago; simultaneously at_the_same_time at_once;
    meanwhile in_the_meantime; annually every_year each_year per_year a_year;
    yearly every_year each_year per_year a_year once_a_year;
    annual every_year each_year per_year a_year once_a_year;
    monthly every_month each_month per_month a_month; weekly every_week each_week per_week a_week;
    daily every_day each_day per_day a_day; hourly every_hour each_hour per_hour an_hour;
    nightly every_night each_night at_night;
    24_7 around_the_clock day_and_night at_all_hours seven_days_a_week; manually by_hand;
    automatically by_itself on_its_own; independently on_own by_itself by_themselves;
    alone on_own by_itself by_themselves by_himself by_herself; personally in_person;
    publicly in_public; secretly in_secret; privately in_private; deliberately on_purpose;
    intentionally on_purpose; accidentally by_accident by_chance by_mistake;
    mistakenly by_mistake in_error; erroneously by_mistake in_error; punctual on_time;
    randomly at_random by_chance; voluntarily of_own_accord;
    gradually bit_by_bit little_by_little step_by_step; individually one_by_one one_at_a_time;
    respectively in_turn; jointly side_by_side; together side_by_side;
    collectively as_a_group as_a_whole; entirely as_a_whole in_its_entirety;
    overall as_a_whole on_the_whole; essentially in_essence at_heart;
    basically in_essence at_bottom; actually in_fact in_reality; indeed in_fact;
    specifically in_particular; especially in_particular above_all; notably in_particular;
    additionally on_top; moreover on_top what_is_more; easily with_ease without_difficulty;
    effortlessly with_ease without_effort; carefully with_care; safely in_safety;
    successfully with_success; silently in_silence without_a_word; quietly in_silence;
    abroad to_other_countries in_other_countries; overseas across_the_sea;
    nearby close_by close_to; domestic at_home; homemade made_at_home;
    expensive cost_more high_price; cheap cost_less low_price low_cost; free at_no_cost no_charge;
    modern up_to_date; current up_to_date; obsolete out_of_date;
    outdated out_of_date no_longer_current; endangered in_danger at_risk; vulnerable at_risk;
    fashionable in_fashion; available on_hand at_hand on_offer; responsible in_charge;
    oversee in_charge; absent not_present; alive living; dead no_longer_alive;
    jobless out_of_work; unemployed out_of_work; retired no_longer_working; lonely all_alone;
    unfamiliar not_know; countless too_many_to_count; numerous a_number_of a_great_many;
    various a_number_of; diverse a_variety_of; surrounding around; current now;
    afterwards after_that; thereafter after_that from_then_on; henceforth from_now_on;
    beforehand in_advance; aloud out_loud; psychological point_of_view;
    regarding with_regard_to when_it_comes_to in_terms_of; middle while in_the_middle_of;
    dispute at_odds; contrary at_odds; aboard on_board
"""
_MOST = 120  # words looked at
_GAP = {2: 4}  # how far the next part may stand: he got it all out
_NEXT = 2

_Phrase = tuple[str, ...]


@lru_cache(maxsize=1)
def _groups() -> dict[str, list[tuple[_Phrase, list[_Phrase]]]]:
    """Stem -> the words and phrases it stands in, each with what may stand for it."""
    found: dict[str, list[tuple[_Phrase, list[_Phrase]]]] = {}
    for line in _TABLE.split(";"):
        group = [tuple(map(stem, member.split("_"))) for member in line.split()]
        first, *others = group
        for phrase in group:
            alike = others if phrase == first else [first]
            for key in set(phrase):
                found.setdefault(key, []).append((phrase, alike))
    return found


def phrased(wanted: Collection[str], here: Clauses, there: Clauses) -> frozenset[str]:
    """Those of the wanted stems of one side that the other side tells by a phrase, or that are part
    of a phrase for a word of the other side."""
    groups = _groups()
    looked = islice((key for key in wanted if key in groups), _MOST)
    return frozenset(
        key
        for key in looked
        if any(
            (len(phrase) == 1 or _stands(phrase, here))
            and any(_stands(one, there) for one in alike)
            for phrase, alike in groups[key]
        )
    )


def _stands(phrase: _Phrase, clauses: Clauses) -> bool:
    """True where the parts of a phrase stand in one sentence, in order and near each other."""
    keys, sentence = clauses.keys, clauses.sentence
    reach = _GAP.get(len(phrase), _NEXT)
    at = _find(keys, phrase[0], 0)
    while at >= 0:
        place = at
        for part in phrase[1:]:
            near = keys[place + 1 : place + 1 + reach]
            if part not in near:
                break
            place += 1 + near.index(part)
        else:
            if sentence[place] == sentence[at]:
                return True
        at = _find(keys, phrase[0], at + 1)
    return False


def _find(keys: list[str], key: str, start: int) -> int:
    try:
        return keys.index(key, start)
    except ValueError:
        return -1
