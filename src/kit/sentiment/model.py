"""Comments read by a model that lies on this computer: a transformers folder for sequence classification.

Needs the extra `sentiment` of this package.  Nothing is downloaded: the folder must hold the model, and transformers
is told to stay offline.  transformers is imported by name, so that reports without a model never load it.
"""

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
import os
from pathlib import Path
from typing import Any

from kit.errors import DataError, UsageError
from kit.sentiment.words import label, LABELS, NEGATIVE, NEUTRAL, POSITIVE

LONGEST = 128  # tokens of a comment that are read
BATCH = 32
NUMBERED = {
    "label_0": NEGATIVE,
    "label_1": NEUTRAL,
    "label_2": POSITIVE,
}  # as XLM-T and cardiffnlp's models number them


def read_by_model(folder: str, texts: Iterable[str]) -> list[str]:
    """A label for each comment, by the model in a local folder."""
    every = list(texts)
    distinct = list(dict.fromkeys(every))
    classify, meant = _classifier(folder)
    said = classify(distinct, truncation=True, max_length=LONGEST, batch_size=BATCH)
    found = {text: meant[answer["label"]] for text, answer in zip(distinct, said, strict=True)}
    return [found[text] for text in every]


def meaning(labels: Iterable[str], folder: str) -> dict[str, str]:
    """What a model's labels mean; UsageError unless they are positive, neutral and negative."""
    names = [str(name) for name in labels]
    numbered = NUMBERED if {name.lower() for name in names} == set(NUMBERED) else {}
    meant = {name: numbered.get(name.lower()) or label(name) for name in names}
    if set(meant.values()) != set(LABELS) or len(names) != len(LABELS):
        raise UsageError(
            f"The model in {folder} says {', '.join(names[:6])}; sentiment_model needs a model that says positive, "
            "neutral and negative."
        )
    return {name: str(word) for name, word in meant.items()}


def _classifier(folder: str) -> tuple[Callable[..., list[Mapping[str, Any]]], dict[str, str]]:
    path = Path(folder)
    if not (path / "config.json").is_file():
        raise UsageError(
            f"sentiment_model is {folder!r}, which is no folder with a transformers model (config.json); give the "
            "path of one, or leave it empty."
        )
    os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", TOKENIZERS_PARALLELISM="false")
    try:
        transformers = import_module("transformers")
        import_module("torch")
    except ImportError:
        raise DataError(
            "sentiment_model needs the packages transformers and torch; install them: pip install torch transformers"
        ) from None
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    local = {"local_files_only": True, "trust_remote_code": False}
    try:
        model = transformers.AutoModelForSequenceClassification.from_pretrained(str(path), **local)
        tokenizer = transformers.AutoTokenizer.from_pretrained(str(path), **local)
    except Exception as error:  # whatever transformers raises for a folder that it cannot read
        first = (str(error).strip() or type(error).__name__).splitlines()[0][:200]
        raise DataError(f"The model in {folder} cannot be read: {first}") from None
    meant = meaning(model.config.id2label.values(), folder)
    return transformers.pipeline("text-classification", model=model, tokenizer=tokenizer, device="cpu"), meant
