"""What do people ask and complain about?"""

from kit.comments.heard import by_language, COUNTED, DEFINITIONS, QUOTED, quotes, ROUGH, sentence, voices
from kit.comments.said import without_text
from kit.data import Data
from kit.finding import answer, Finding, question


@question("comment_voices", "What do people ask and complain about?", priority=65, comments=("text",))
def comment_voices(data: Data) -> Finding:
    """Questions and complaints, counted by language; for our own team (audience=internal) the most liked are quoted.

    Rules: `asked`.  A comment that does both counts as both and is quoted as a complaint.  Quotes: comments that say
    the same are one, the most liked stands for it, their likes are added; nobody is named.  Where the audience is
    shared, no word of any comment leaves this function.
    """
    comments = voices(data)
    found = quotes(comments) if data.audience == "internal" else None
    quoted = found is not None and len(found) > 0
    table = found if quoted else by_language(comments)
    asked_for = "" if data.audience == "internal" else "Comments are quoted for our own team only (audience=internal)."
    return answer(
        data,
        sentence(comments),
        table,
        QUOTED if quoted else COUNTED,
        caveat=" ".join(filter(None, [ROUGH, asked_for])),
        n={"comments": len(comments), "videos": comments["video_id"].nunique()},
        left_out=without_text(data),
        definitions=DEFINITIONS,
    )
