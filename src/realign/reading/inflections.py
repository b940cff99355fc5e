"""Forms of words that the stemmer would not bring together: received, families, arose.

A line is a word, and those of its forms that would get another stem: the stemmer cuts endings off
one by one, and takes some of the word itself for an ending (receive, order, reveal). English.
"""

FORMS = """
    order: ordered ordering
    business: businesses
    family: families
    power: powered powering
    speed: speeds speeding
    string: strings stringing
    water: watered watering
    letter: lettering
    lower: lowered lowering
    receive: receives received receiving
    cover: covered covering coverings
    audience: audiences
    apply: applied applies applying
    imply: implied implies implying
    supply: supplied supplies supplying
    reply: replied replies replying
    rally: rallied rallies rallying
    bully: bullied bullies bullying
    lobby: lobbied lobbies lobbying
    carry: carried carries carrying
    marry: married marries marrying
    worry: worried worries worrying
    butter: buttered
    batter: battered
    matter: mattered
    litter: littered littering
    utter: uttered uttering
    layer: layered layering
    tower: towered towering
    mirror: mirrored mirroring
    implement: implements implemented implementing
    experiment: experimented experimenting
    complement: complemented complementing
    supplement: supplemented supplementing
    increment: incremented incrementing
    reveal: reveals revealed revealing
    appeal: appeals appealed appealing
    repeal: repealed repealing
    squeal: squealed squealing
    variable: variables
    syllable: syllables
    refer: referred referring
    infer: inferred inferring
    defer: deferred deferring
    deter: deterred deterring
    suffer: suffered suffering sufferings
    buffer: buffered buffering
    alter: altered altering
    cater: catered catering
    hover: hovered hovering
    usher: ushered ushering
    simmer: simmered simmering
    anger: angered
    exceed: exceeds exceeded exceeding
    steer: steered steering
    cheer: cheers cheered cheering
    bleed: bleeds bleeding bled
    breed: breeds breeding
    shred: shreds shredded shredding
    embed: embeds embedded embedding
    bias: biases biased
    lens: lenses
    tense: tensed tenses
    lapse: lapsed lapses
    sense: sensed senses sensing
    parse: parsed parses parsing
    tease: teased teases teasing
    erase: erased erases erasing
    verse: verses
    deceive: deceives deceived deceiving
    commence: commences commenced commencing
    alliance: alliances
    variance: variances
    rating: ratings
    saying: sayings
    saving: savings
    ending: endings
    ruling: rulings
    filing: filings
    timing: timings
    lining: linings
    outing: outings
    spring: springs sprang sprung
    mammal: mammals
    cereal: cereals
    serial: serials
    denial: denials
    founded: founding
    length: lengths
    depth: depths
    width: widths
    strength: strengths
    truth: truths
    proof: proofing
    birth: births
    thought: thoughts
    freedom: freedoms
    division: divisions
    expansion: expansions
    citation: citations
    reception: receptions
    variety: varieties
    veggie: veggies
    arise: arose arisen
    awake: awoke awoken
    bear: bore borne
    beat: beaten
    bend: bent
    bind: binding
    bite: bit bitten
    blow: blew blown
    burn: burnt
    cling: clung
    creep: crept
    deal: dealt
    dig: dug digging
    dream: dreamt
    flee: fled fleeing
    forbid: forbade forbidden
    forgive: forgave forgiven
    foresee: foresaw foreseen
    hang: hung
    kneel: knelt
    lay: laid
    lean: leant
    leap: leapt
    learn: learnt
    lend: lent
    light: lit
    mistake: mistook mistaken
    overcome: overcame
    overtake: overtook overtaken
    ring: rang rung
    shine: shone
    shoot: shot
    shrink: shrank shrunk
    sink: sank sunk
    slide: slid
    smell: smelt
    sow: sown
    spell: spelt
    spill: spilt
    spin: spun
    spoil: spoilt
    stick: stuck
    sting: stung
    strike: struck stricken
    strive: strove striven
    swear: swore sworn
    sweep: swept
    swell: swollen
    swing: swung
    tear: tore torn
    tread: trod trodden
    undertake: undertook undertaken
    weave: wove woven
    weep: wept
    withdraw: withdrew withdrawn
    withstand: withstood
    get: gets got gotten getting
    go: goes went gone going
    come: comes came coming
"""
