"""Usual words, which are no theme: small lists, written for comments, of the languages that are named here."""

from functools import cache
import unicodedata

_LISTS = {
    "en": """a about actually after again all also always am an and any anymore anyone anyway are aren't as at be
because been before being but by can can't could did didn't do does doesn't doing don't done down each even ever
every everyone finally first for from gave get gets getting girl go going gonna got gotta guy guys had has hasn't
have haven't having he her here him his how how's i i'd i'll i'm i've if im in into is isn't it it's its ive
just know let like literally lol look looks made make makes many me more most much my nah need never no not now
of off oh ok okay omg on one only or other our out over own please pls really said same say saying says see she
should so some someone still such than thank thanks that that's thats the their them then there these they
they're thing think this those though through to too two u up ur us use used using very wanna want wanted was
wasn't way we well were what what's when where where's which while who whose why will with without won't would
yeah yes yet you you're your yours yourself""",
    "ar": """في من على عن إلى الى مع هذا هذه ذلك التي الذي ما لا لم لن هل كم كيف أين اين متى لماذا ليش شو ايش وش
أنا انا أنت انت انتي هو هي نحن هم كل بعد قبل جدا جداً كثير كثيرا مرة كان كانت يكون إن ان أن أو او و يا لو إذا
اذا بس حتى عند عندي لك لي له لها فيه فيها منه منها بين غير هنا هناك اللي الي مو مش هاي هاد وين كنت قد ثم أي اي""",
    "vi": """là và của có không cho với này đó kia thì mà ở được bị để đi ra vào lên cũng đã đang sẽ rồi chưa quá
lắm rất nha nhé ạ à ơi vậy nào gì sao ai bao nhiêu đâu mình tôi em anh chị bạn các những cái con một như khi nếu
nhưng hay hoặc từ trong ngoài thế nên còn lại nữa luôn ko k hok dc đc j vs mn thôi hơn""",
    "es": """a al algo como con cuando de del desde donde dónde el él ella en era es esa ese eso esta está este
esto estoy fue ha hay he la las le les lo los más me mi mis muy nada ni no nos o para pero por porque que qué
quien se ser si sí sin sobre son soy su sus también te ti tiene todo tu tú un una uno ya yo cómo cuanto cuánto
cuesta""",
    "fr": """a ai au aux avec c'est ça ce ces cet cette comme dans de des du elle en est et être fait il ils j'ai
je l la le les leur lui ma mais me mes moi mon ne non nous on ou où oui par pas plus pour qu que quel quelle qui
sa sans se ses si son sont sur ta te tes toi ton tout très trop tu un une va vous y quoi quand comment d'un
d'une combien""",
    "de": """aber alle als also am an auch auf aus bei bin bist da das dass dein dem den der des die dir dich
doch du ein eine einem einen einer er es euch für hab habe haben hast hat ich ihr im in ist ja kann kein keine
mal man mein meine mich mir mit nach nicht nein noch nur oder schon sehr sich sie sind so um und uns viel vom
von vor war was wenn wer wie wir wird wo zu zum zur warum""",
    "pt": """a ao aos as até com como da das de dela dele do dos e é ela ele em era essa esse esta está este eu
foi isso já lhe mais mas me meu minha muito na não nas nem no nos o os ou para pela pelo por porque pra que quem
quando onde se sem ser seu sua só são também te tem tu um uma você vc q tá to tô quanto""",
    "id": """yang dan di ke dari ini itu untuk dengan ada tidak gak nggak ga ngga tak bukan aku saya kamu kak dia
kita kami mereka juga sudah udah belum bisa mau lagi aja saja banget sih dong deh ya iya kok kalau kalo apa
siapa mana dimana kapan kenapa gimana bagaimana berapa karena tapi atau jadi sama buat pada akan the nya lah yg
dgn utk jg sm""",
    "it": """a ai al alla anche c'è che chi ci come con da dal dei del della di dove e è ed era gli ha hai ho i
il in io la le lei lo loro lui ma me mi mia mio molto ne nel nella no noi non o per perché più quando quanto
quella quello questa questo se sei si sì solo sono su sua suo te ti tu tuo un una uno va vi""",
    "nl": """aan al als bij dat de deze die dit doen door dus een en er geen heb hebben heeft het hij hoe ik in
is ja je jij kan maar me meer met mij mijn naar niet nog nu of om ook op over te toch toen tot uit van veel voor
waar waarom was wat we wel wie wij worden zal ze zijn zo""",
    "tr": """ama ben bir biz bu çok da daha de değil diye en evet gibi hem her için ile ise kadar ki kim mi mı mu
mü nasıl ne neden nerede o olan olarak onu sen siz şu var ve veya ya yok hiç şey nereden""",
    "ru": """а без бы был была было быть в вам вас во вот все всё вы где да для до его ее её если есть еще ещё же
за и из или им их к как какой когда кто ли мне меня мы на не нет но ну о об он она они от по при с со так там то
тоже только ты у уже что чтобы это этот эта я очень сколько почему""",
    "tl": """ang ng sa na ay at mga po ba ko mo ka ako ikaw siya kami tayo kayo sila ito yan yun iyon dito doon
lang din rin pa nga naman hindi wala may meron kung kasi pero para saan ano sino kailan bakit paano magkano ni
si yung nung daw""",
}
_SAME = {"ms": "id", "fil": "tl"}
NAMED = frozenset((*_LISTS, *_SAME))


@cache
def stop_words(code: str) -> frozenset[str]:
    """Usual words of a language; of all of these languages where it is not known (""); none of others."""
    codes = _LISTS if not code else [_SAME.get(code, code)]
    return frozenset(unicodedata.normalize("NFKC", w) for each in codes for w in _LISTS.get(each, "").split())
