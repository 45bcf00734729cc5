"""Which questions wait for an answer, and what do people complain about?"""

from kit.comments.heard import by_language, COUNTED, DEFINITIONS, QUOTED, quotes, ROUGH, sentence, voices
from kit.data import Data
from kit.finding import answer, Finding, question
from kit.post_mortem.voices.scope import held, left_out, scope, UNDER, written

UNANSWERED = "Whether anybody answered is not in the data."


@question(
    "comment_voices",
    "Which questions wait for an answer, and what do people complain about?",
    priority=62,
    comments=("text",),
    campaigns=("campaign",),
)
def comment_voices(data: Data) -> Finding:
    """Questions and complaints under the campaign's delivered videos, counted by language; for our own team
    (audience=internal) the most liked are quoted.

    Rules: `kit.comments.asked`.  A comment that does both counts as both and is quoted as a complaint.  Comments that
    say the same are one quote; nobody is named.  Where the audience is shared, no word of any comment leaves this
    function.  NotShown without a delivered video or a comment under one.
    """
    some = scope(data)
    comments = voices(data)[some.under].reset_index(drop=True)
    internal = data.audience == "internal"
    found = quotes(comments) if internal else None
    quoted = found is not None and len(found) > 0
    asked_for = "" if internal else "Comments are quoted for our own team only (audience=internal)."
    return answer(
        data,
        sentence(comments, UNDER),
        found if quoted else by_language(comments),
        QUOTED if quoted else COUNTED,
        caveat=" ".join(filter(None, [ROUGH, UNANSWERED, held(data), asked_for])),
        n={"comments": len(comments), "videos": comments["video_id"].nunique()},
        left_out=left_out(data),
        window=written(comments),
        sources=("comments", "deliveries", "videos"),
        definitions=DEFINITIONS,
    )
