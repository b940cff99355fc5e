"""How much a word says: light words come and go in an honest rewrite, others do not.

The lists are general: words with which any text on any matter is put together, taken from the
commonest words of some 8,000 ordinary answers, without names of things and without words that
judge. English only: in other languages every word counts in full.
"""

from __future__ import annotations

from realign.reading.lexicon import FRAME_STEMS, LAYOUT_STEMS, plainer, stem

_LIGHT = """
    ability able access act action active activity actual actually add addition additional adjust
    advance aim allow already amount any appear apply appropriate approach area arrange arrive ask
    aspect associate attempt attend available aware back base basic become begin behind belong
    better big bit both break bring build call card carry case cause center chance change check
    choose clear clearly close collect combine commit common company compare complete complex
    compose compute concern conduct connect consider consist contain content context continue
    contribute control correct cover create current currently cut data date day deal decide deep
    define degree deliver demonstrate depend describe design desired despite detail determine
    develop difference different difficult direct discover discuss display distinct divide draw due
    early ease easy effect effort either else enable encounter end engage enough ensure enter entire
    environment especially essential establish event eventually everyday evidence exist expand
    expect experience explain explore express extra face fact factor fall far feature feel few field
    figure fill find finish fit fix focus form forward found free full function further gain general
    generate go goal good great ground group grow guide hand handle happen hard have head help high
    highlight hold home idea ideal identify imagine impact implement important improve inclusion
    increase individual inform information inside inspect instead instruct interact interest
    introduce involve issue item job join just keep key kind know lack land large late lead learn
    leave left length less let level life light line link listen little live local locate location
    long look lot low main maintain major manage manner mark material matter mean measure meet
    mention method mind minor modern moment money more move much multiple name natural near need new
    note notice number object observe obtain occur offer old open operate opportunity order
    organize original overall own part particular pass past pattern pay perform period person
    physical piece place plan play popular position possible potential power practice prefer prepare
    present prevent primary problem process produce product program project promote proper property
    protect provide purpose put quality question quick quickly quite range rate reach read ready
    real realize really receive recent recognize recommend record reduce refer reflect regard
    region regular relate relation relationship relevant remain remember remove replace report
    represent request require research resource respond response responsible rest result return
    right rise role room rule run save school search season see seek seem select self send sense
    separate series serve service set settle shape share short show side sign significant similar
    simple single site situation size skill small social soon sort sound source space speak special
    specific specify spend spread stage stand standard star start state stay stop store strategy
    strong structure style such suggest suitable suit support sure system table take talk target
    task team technique tell tend term test thing think time today together tool top topic touch
    track train transform travel treat trend try turn type understand unique unit update user value
    variety various versa vice view visit visual wait walk want watch way whole wide work world
    write year
    """
_FAIR = """
    absorb accept accompany accomplish according accordingly account accumulate accurate achieve
    acquire adapt address adopt advice affect afford age agree ahead aid aim alert align alike alone
    alter alternative analyze announce anyone apart appeal application appreciate argue argument
    arise arm article aside assemble assess assign assist assistance assume assumption atmosphere
    attach attention attribute audience author automate avenue average avoid balance bar base basis
    battle beat beauty behavior behind belief believe belong beneath benefit besides blend block
    board boast body bond boost border borrow bound boundary branch breath brief briefly bright
    broad browse budget bunch calm campaign candidate capable capacity capture career careful
    catch cater celebrate central century chain challenge channel chapter character characteristic
    charge chart chase choice circle circumstance citizen city claim clarify classic clean client
    climb closely club clue coast code coin collaborate column combination come comfort comfortable
    command comment commit committee communicate community compile complain complement component
    compound comprehensive comprise conceive concentrate concept conclude conclusion concrete
    condition confirm confront consequence consequently considerable constantly construct consult
    consume contact contrast convenient conversation convert convey convince cook cooperate cope
    copy core corner correspond count couple course cover craft credit crew critical cross crowd
    crucial culture customer cycle damage debate decade decision declare dedicate deem defend delay
    delight demand department depict deploy derive deserve desk destination detect determine device
    devote dig digital dimension dinner disappear discipline discount discussion dish distance
    distribute district dive document domain door double doubt draft drag dress drive drop duration
    duty eager earn economy edge edit educate effective efficient elaborate element eliminate
    embody embrace emerge emphasis emphasize employ employee endeavor engine enhance enlarge enrich
    enthusiasm entitle entry equip equipment equivalent era error essence estimate evaluate
    evenly evidence evolve exact examine exceed excellent excite exclaim execute exercise exhibit
    expense expert explanation exploit expose expression extend extent external extract eye
    facilitate facility fair familiar fan fascinate fashion fasten fast favor feedback fellow
    fictional film filter finance financial finger firm fold folk foot force foremost former
    formulate fortunately forth foster foundation frame framework frequent fresh friend front fulfil
    fund fundamental future game gap gather gaze genre gentle gift glance goods grab grade gradual
    grand grant graph grasp greatly grip guard guess habit half hang harvest heal healthy height
    hence highlight hint hire history hit hobby holiday honor hope host hour household huge human
    hunt identical illustrate image imitate immediate imply impress impression incident incline
    incorporate increasingly incredible independent indicate influence informal initial initiate
    innovate input inquiry insert insight insist inspect inspire install instance instant institute
    institution instruction instrument integrate intelligence intend intense interaction
    interesting internal interpret interval interview intricate invest investigate invite isolate
    jointly journey judge jump justify keen knock knowledge lab label landscape language largely
    lay layer layout lean leap lecture legacy leisure lend lesson letter liberal lift likewise
    limit linger literature load loan lock logic loop loose luck luxury machine maker map margin
    market mass match maximize meal meantime meanwhile media medium member memory mental mere merge
    merit message minimize miss mission mix mobile model modify month mood motivate motive
    mount movement multiply music mutual narrate narrative narrow nation nature neat neighborhood
    network nevertheless noise norm notable notably notion novel numerous objective obligation
    observation obvious occasion occupy ongoing operation operator opinion opt optimal optimize
    option orient origin originate ought outcome outline output outstanding overcome overview
    owner pace package painting pair paragraph participate partner party passage path pause peace
    peak perceive percent perfect perhaps permanent permission permit perspective phase phrase pick
    picture pile placement planet plant platform plenty plot poem poet point pointer policy pool
    portion portray portrait pose post pour practical praise precise predict preference preparation
    presence preserve press pressure presumably previous price primarily principal principle print
    prior prioritize privilege procedure proceed profession professional profile profit profound
    progress prolong prominent prompt pronounce proof proportion propose prospect prove province
    provision public publish pull punch purchase pure pursue quantity quarter quote race random
    rapid rare ratio raw reaction rear reasonable recall recipe recognition recover refine reform
    refresh region reinforce reject release reliable relief rely remainder remark remedy remind
    render renew renowned repair repeat repetition replacement reply representation reserve reside
    resident resistance resolve resort respective respectively respond restore restrict resume
    retain retrieve reveal review revise reward rhythm rich rid ring risk rough roughly route
    routine rush sake sample satisfy scale scan scene schedule scheme science scope score screen
    script seat section sector secure seize segment sentence sentiment sequence session settle
    severe shelf shelter shift shine shop shortly shout sight signal significance silence silent
    simulate simultaneously situate skilled slight slip slot smooth snap so-called society software
    solution solve sophisticated speaker species speech speed spirit split spot square stable staff
    stance static status steady steal step stick stimulate stock storage story straight
    straightforward strain strange stream strength strengthen stress stretch strict strike strip
    stroke struggle student stuff stunning subject submit subsequent substance substantial
    success successful sudden sufficient suitable sum summarize summary supply surely surface
    surprise surround survey survive suspect sustain swift switch symbol sympathy symptom tackle
    tale talent task teach tear technical technology text theme theory thorough thought thread
    threshold throughout throw tie tight tip title tone topic total tour tourist trace trade
    tradition traffic trail trait transfer transition translate transport trap treasure treatment
    trial trick trigger trip truly trust truth tune twist typical ultimate ultimately underlie
    undergo undertake unexpected universe unusual update urban urge utilize vacation
    valid valuable variable vast vehicle venture version via victim vision visitor visuals vital
    voice voluntary voyage wake warm warn wash waste wave wealth weather website week weigh
    welcome whereby whisper widespread wild willing win wisdom withdraw witness wonder worth
    wrap yield young zone
    """
_WEIGHTS = {stem(word): 0.6 for word in _FAIR.split()} | {
    stem(word): 0.3 for word in _LIGHT.split()
}
_FREE = FRAME_STEMS | LAYOUT_STEMS


def weight(key: str) -> float:
    """How much a word of this stem says: 0.15 (layout), 0.3 (light), 0.6 (fair) or 1."""
    if key in _FREE:
        return 0.15
    return _WEIGHTS.get(key) or _WEIGHTS.get(plainer(key), 1.0)
