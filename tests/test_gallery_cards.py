"""One card of the gallery."""

import re

from kit import wording
from kit.reports.gallery import gallery
from kit.reports.gallery.cards import card
from test_gallery import BRIEF, FAILURE, RECORDS

DONE, FAILED = RECORDS


def test_a_card_says_in_shape_and_words_what_became_of_the_run_and_when():
    made = card(1, DONE)
    assert '<b><span aria-hidden="true">●</span> Done</b> 2\u00a0Oct\u00a02026, 09:00\u00a0UTC' in made
    assert "<bdi>Lotus</bdi> · <bdi>lotus</bdi> · <em>made-up data</em>" in made
    assert "9\u00a0shown, 2\u00a0with a caveat · 2.0\u00a0s</p>" in made
    assert "412\u00a0MB" in card(1, DONE | {"peak_memory_mb": 412})


def test_done_reports_are_linked_and_failed_ones_are_not():
    assert '<h3><a href="lotus.html"><bdi>Skincare &lt;creators&gt;</bdi></a></h3>' in card(1, DONE)
    assert "<a " not in card(2, FAILED)
    strange = FAILED | {"status": "done", "files": ["a\"b'&<i>.html"]}
    assert '<a href="a%22b%27%26%3Ci%3E.html">' in card(1, strange)
    assert "<a " not in card(1, DONE | {"files": ["lotus.ipynb"]})


def test_the_first_sentence_in_brief_leads_to_its_section():
    made = card(1, DONE)
    assert '<p class="key"><a href="lotus.html#tier_benchmarks"><bdi>Tier benchmarks</bdi></a></p>' in made
    assert "is <b>7.1\u202f%</b> (5.9\u2060–\u20608.7\u202f%) over <bdi>&lt;i&gt;all&lt;/i&gt;</bdi> creators." in made
    assert made.index("<figure>") > made.index('class="said"')
    assert 'href="lotus.html#a%22%3E"' in card(1, DONE | {"brief": BRIEF | {"id": 'a">'}})
    assert '<p class="said"><b>Not shown.</b> The' in card(1, DONE | {"brief": BRIEF | {"status": "not_shown"}})


def test_a_failed_report_has_its_sentence_its_section_and_its_incomplete_page():
    failed = DONE | {"status": "failed", "failure": FAILURE, "error": "not this"}
    made = card(1, failed)
    assert '<span aria-hidden="true">×</span> Failed' in made
    assert "It took longer than &lt;b&gt;60 s&lt;/b&gt;; raise time_limit." in made
    assert "In “<bdi>Who &amp; why?</bdi>”" in made
    assert '<a href="lotus.html">Incomplete page</a>' in made
    assert "not this" not in made
    assert "<figure>" not in made
    assert 'class="said"' not in made
    assert "Incomplete page" not in card(1, failed | {"files": ["lotus.ipynb"]})
    assert "TimeoutError: &lt;b&gt;no answer&lt;/b&gt; within 60 seconds." in card(1, FAILED)


def test_an_unchanged_report_keeps_its_sentence_and_sketch_and_says_since_when():
    made = card(1, DONE | {"status": "skipped", "made": "2026-10-03T11:12:00+02:00"})
    assert '<span aria-hidden="true">=</span> Unchanged' in made
    assert "since 3 Oct 2026, 09:12 UTC" in made.replace("\u00a0", " ")
    assert '<h3><a href="lotus.html">' in made
    assert 'class="said"' in made
    assert "<figure>" in made
    assert "since its last run" in card(1, DONE | {"status": "skipped", "made": ""})


def test_a_report_that_was_not_begun_says_why_and_is_no_link():
    never = DONE | {"status": "not_run", "files": [], "made": "", "seconds": 0.0, "findings": {}}
    made = card(1, never)
    assert "Not run" in made
    assert "The batch was stopped before its turn." in made
    assert "<a " not in made
    assert "0.0" not in made
    assert "by Ctrl-C &amp; co" in card(1, never | {"error": "It was stopped by Ctrl-C & co."})


def test_the_label_is_the_name_shown():
    page = gallery([DONE | {"label": "Lotus <spring>"}, FAILED | {"label": ""}])
    assert "<bdi>Lotus &lt;spring&gt;</bdi></a>" in page
    assert "Skincare" not in page
    assert "Post-mortem" in page


def test_names_of_any_script_keep_their_direction_to_themselves():
    for name in ("نور العناية", "ស្រស់ស្អាត", "น้ำผึ้ง", "化粧水", "a\u202eb\u2066c"):
        made = card(1, DONE | {"label": name, "brand": name, "name": name, "files": [f"{name}.html"]})
        assert made.count(f"<bdi>{wording.clean(name)}</bdi>") == 3
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", made)
