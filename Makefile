# Two commands do everything: `make report` and `make test`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SAMPLE := sample
OUT    := reports
export OPENBLAS_NUM_THREADS ?= 1
# Some machines set it; then each of hundreds of processes that tests start would compile all modules again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: report test test-fast test-long test-spark test-postgres test-dask test-storage java fuzz honesty lint browser pages clean

report: $(VENV)/.installed
	$(BIN)/kit sample $(SAMPLE) --seed 1
	$(BIN)/kit run templates/plan.yaml --data $(SAMPLE) --out $(OUT) --jobs 2
	@echo "Open $(CURDIR)/$(OUT)/index.html"

test: $(VENV)/.tested browser lint
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

test-fast: $(VENV)/.tested
	$(BIN)/pytest -x -m "not long and not slow and not fuzz and not spark"

test-long: $(VENV)/.tested
	$(BIN)/pytest -n 2 -m long

# Every roll-up on Spark in local mode gives the same rows as on DuckDB.
test-spark: java $(VENV)/.spark
	$(BIN)/pytest -m spark tests/test_backends.py

# The same on PostgreSQL: the database that KIT_TEST_POSTGRES names, its tables replaced, else one of a throw-away server.
test-postgres: $(VENV)/.postgres
	sh tests/with_postgres.sh $(BIN)/pytest -k postgres tests/test_backends.py

# The runs on a Dask cluster of two workers, of which one is killed.
test-dask: $(VENV)/.dask
	$(BIN)/pytest -m "long or not long" tests/test_cluster.py

# Workspaces and reports in an object store: moto's S3 server.
test-storage: $(VENV)/.s3
	$(BIN)/pytest -m "long or not long" tests/test_object_storage.py

java:
	@found=$$("$${JAVA_HOME:+$$JAVA_HOME/bin/}java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p'); \
	case "$$found" in 17|21) ;; *) \
	  echo "Spark needs Java 17 or 21 (found: $${found:-none}); install one, or let JAVA_HOME name its folder." >&2; exit 1;; esac

# Damaged files by the thousand: FUZZ_COUNT (20,000) of them, made from FUZZ_SEED; and imports that are ended at any moment.
fuzz: $(VENV)/.tested
	$(BIN)/pytest -s -m fuzz tests/test_fuzz.py tests/test_import_faults.py

# Do the intervals hold the truth, and do the usual methods fail? Simulations, about four minutes.
honesty: $(VENV)/.tested
	$(BIN)/python benchmarks/honesty.py

# What the sample pages look like, on screens and on paper, as images under pages/; and what they weigh.
pages: $(VENV)/.tested browser
	$(BIN)/python benchmarks/pages.py --out pages

lint: $(VENV)/.tested
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/mypy

# Chromium and fonts for the tests of pages: those that are there, else Debian's where they may be installed; without Chromium
# those tests say that they were skipped, without a font those of its script.
browser:
	@missing=""; \
	command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	  missing="chromium fonts-noto-core fonts-dejavu-core"; \
	fc-list 2>/dev/null | grep -qi "noto.*cjk" || missing="$$missing fonts-noto-cjk"; \
	fc-list 2>/dev/null | grep -qi "color.*emoji" || missing="$$missing fonts-noto-color-emoji"; \
	if [ -z "$$missing" ]; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq && apt-get install -y -qq --no-install-recommends $$missing >/dev/null || true; \
	else echo "Not on this machine: $$missing; tests of pages that need them will be skipped."; fi

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml $(wildcard templates/kit/*) | $(VENV)/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check -e .
	@touch $@

$(VENV)/.tested: pyproject.toml | $(VENV)/.installed
	$(BIN)/python -m pip install -q --disable-pip-version-check -e ".[test]"
	@touch $@

$(VENV)/.spark $(VENV)/.postgres $(VENV)/.dask $(VENV)/.s3: $(VENV)/.%: pyproject.toml | $(VENV)/.tested
	$(BIN)/python -m pip install -q --disable-pip-version-check -e ".[test,cloud-test,$*]"
	@touch $@

clean:
	rm -rf $(VENV) $(SAMPLE) $(OUT) pages .pytest_cache .mypy_cache .ruff_cache
