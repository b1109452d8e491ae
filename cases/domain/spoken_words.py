"""The plain Swedish words of which an anonymous person's spoken code is made.

Three of them name a case: easy to say, hear and remember, and they tell nothing. Source: domain
rule "Anonymous means no identity row".
"""

import re
import unicodedata

WORDS: tuple[str, ...] = tuple(
    """
    abborre apelsin aprikos april bagare ballong banan barr bastu berg bil björk blad blixt
    blomma bok boll bomull borste bro bröd burk buss bäck bänk bär bäver båge bår båt cello
    cirkel citron cykel dagg dal damm dans dator delfin dill docka droppe dröm duva dörr eld
    elefant fabel fackla falk fana fasan fest fika film fisk fjäder fjäll fjäril flagga flod
    flöjt fot fotboll frukt fura fyr fält färg fågel garn gata giraff gitarr glas glob grad
    gran gren groda grotta gräs guld gunga gurka gädda gås haj hall hallon halm hamn hare hasel
    hatt hav havre helg himmel hjort hjul honung hopp hund hus hylla hägg häst höst ibis
    igelkott jakt jord jul juni jätte kaffe kajak kaktus kalas kamel kanel kanot karta katt
    kedja klippa klocka klöver knapp kokos kola kompass korg kork krans krita krona kudde kulle
    kvist källa kör körsbär lada lampa lax lejon lera lilja lind linje ljus lock lok lök lönn
    löv makrill mandel mango mask matta melon mjölk moln moped morot mossa mugg mur mus myra
    måne mård mås nattljus nejlika nyckel näbb näckros näver nöt oas ocean oliv orgel orkan
    paddel palm panda papper park pastell penna peppar persika piano pil pingvin pion planet
    plommon polka potatis prick pumpa päls pärla päron påse rabarber radio raket ratt regn ren
    ring ros rubin russin räv råg sadel saga salt sand sax segel sekund semla sidenmask silver
    sjö skata skidor skog skor sky slott smultron snö soffa sol sommar spade sparv spegel sten
    stig stjärna stol storm strand sträng ström svala svamp svan sväng säl sång tall tand tavla
    teater tiger timjan tofs tomat topas torg torn trast tratt träd tråd tröja tulpan tunna
    tupp tält tåg uggla vagn valnöt vante varg vatten vik vind vinter viol visa väg väst våg
    vår yxa zebra älg älv ängel äpple åker ånga åra åska öga öken örn
    """.split()
)

_KNOWN = frozenset(WORDS)
# What may stand between two words when somebody types what they hear.
_BETWEEN = re.compile(r"[\s,.;/\-–]+")


def code_as_kept(said: str) -> str:
    """What was typed as a code is kept: small letters, and one space between the words."""
    text = unicodedata.normalize("NFC", said).lower()
    return " ".join(word for word in _BETWEEN.split(text) if word)


def is_said_as_code(said: str) -> bool:
    """Whether this is three words of which two at least are ours: a third that was misheard is to
    be answered as a code, and a name or a number is not.
    """
    words = code_as_kept(said).split()
    return len(words) == 3 and sum(word in _KNOWN for word in words) >= 2


def misheard(said: str) -> str:
    """The word of a code that is none of ours, or nothing. The list of words is no secret."""
    if not is_said_as_code(said):
        return ""
    return next((word for word in code_as_kept(said).split() if word not in _KNOWN), "")
