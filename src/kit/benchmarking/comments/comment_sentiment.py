"""What do people feel in the comments?"""

from kit.comments.by_hand import by_hand
from kit.comments.feelings import (
    by_language,
    CORRECTED,
    definitions,
    few_coders,
    INDICATIVE,
    other_mix,
    quality,
    read,
    sentence,
    unread,
)
from kit.comments.said import said, without_text
from kit.data import Data
from kit.finding import answer, Finding, question


@question("comment_sentiment", "What do people feel in the comments?", priority=38, comments=("text",))
def comment_sentiment(data: Data, sentiment_model: str = "") -> Finding:
    """Share of positive, neutral and negative comments, over all and by language.

    Read by the model in the folder `sentiment_model`; else as the export says, where it says so for half of the
    comments; else by a rough English word list and emoji.  With 100 hand labels (table labels, field sentiment) whose
    coders agree, corrected by them (PPI++, clusters are videos); else indicative, without intervals.  A share needs
    half of a language's comments to be readable, and ten; a corrected one 30 labels in that language.
    """
    comments = said(data)
    reading = read(data, sentiment_model)
    hand = by_hand(data, comments["comment_id"])
    table = by_language(comments, reading.labels, hand)
    every, usable = table.iloc[0], hand.usable
    blank = unread(comments["language"][reading.labels < 0], len(comments))
    doubts = [few_coders(hand), other_mix(comments, hand)] if usable else [blank, hand.why_not(data.given)]
    return answer(
        data,
        sentence(every, reading, hand),
        table,
        CORRECTED if usable else INDICATIVE,
        doubts=doubts,
        caveat=" ".join(filter(None, [reading.about, quality(every, hand)])),
        n={"comments": len(comments), "videos": comments["video_id"].nunique()},
        left_out=without_text(data),
        sources=("comments", "labels") if hand.n else ("comments",),
        definitions=definitions(hand),
    )
