# Two commands do everything: `make report` and `make test`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SAMPLE := sample
OUT    := reports
export OPENBLAS_NUM_THREADS ?= 1

.PHONY: report test test-fast test-long lint browser clean

report: $(VENV)/.installed
	$(BIN)/kit sample $(SAMPLE) --seed 1
	$(BIN)/kit run templates/plan.yaml --data $(SAMPLE) --out $(OUT) --jobs 2
	@echo "Open $(CURDIR)/$(OUT)/index.html"

test: $(VENV)/.tested browser lint
	$(BIN)/pytest -n 2 --dist loadfile

test-fast: $(VENV)/.tested
	$(BIN)/pytest -x -m "not long and not slow"

test-long: $(VENV)/.tested
	$(BIN)/pytest -n 2 -m long

lint: $(VENV)/.tested
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/mypy

# Chromium for the tests of pages: the one on PATH, else Debian's where it may be installed; without it those tests say that they were skipped.
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-core fonts-dejavu-core >/dev/null || true; \
	else echo "No Chromium on PATH: the tests of pages will be skipped."; fi

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml $(wildcard templates/kit/*) | $(VENV)/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check -e .
	@touch $@

$(VENV)/.tested: pyproject.toml | $(VENV)/.installed
	$(BIN)/python -m pip install -q --disable-pip-version-check -e ".[test]"
	@touch $@

clean:
	rm -rf $(VENV) $(SAMPLE) $(OUT) .pytest_cache .mypy_cache .ruff_cache
