# make run     the app on http://localhost:8501 (PORT=…), made ready at the first start
# make test    every check and every test, browser tests included
# make check   ruff, mypy and import-linter only
# make bench   the benchmarks: about an hour, figures and plots under docs
# make images  the screenshots under docs/images
# make setup   .venv only            make tools    .venv with what checks and tests need
# make clean   everything that make made, the library excepted
#
# Each sets up .venv by itself. PYTHON= names the interpreter, FOLDERS= the folders that the page may browse
# (several separated by a colon), CHROMIUM= the browser of the browser tests.

PORT ?= 8501
PY := .venv/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet
RUNTIME := .venv/.runtime-installed
TOOLS := .venv/.tools-installed
BENCH := .venv/.bench-installed

ifdef FOLDERS
export PICTRACE_FOLDERS := $(FOLDERS)
endif
export PYTHON CHROMIUM

.PHONY: help setup tools run test check bench images clean port

help:
	@sed -n '/^#/!q;s/^# \{0,1\}//p' Makefile

setup: $(RUNTIME)

tools: $(TOOLS)

$(PY):
	@python=$$(scripts/find_python.sh) || exit 1; \
	echo "Making .venv with $$("$$python" --version) …"; \
	"$$python" -m venv .venv

$(RUNTIME): requirements.txt constraints.txt pyproject.toml | $(PY)
	@echo "Installing what PicTrace needs …"
	@$(PIP) install -r requirements.txt
	@$(PIP) install --no-deps --editable .
	@touch $@

$(TOOLS): requirements-dev.txt $(RUNTIME)
	@echo "Installing the tools …"
	@$(PIP) install -r requirements-dev.txt
	@touch $@

$(BENCH): requirements-bench.txt $(TOOLS)
	@echo "Installing what the benchmarks compare with …"
	@$(PIP) install -r requirements-bench.txt
	@touch $@

# First of all, so that a taken port is said before minutes of installing.
port:
	@python=$(PY); [ -x $$python ] || python=$$(scripts/find_python.sh) || exit 1; \
	"$$python" scripts/check_port.py "$(PORT)"

run: port
	@$(MAKE) --silent --no-print-directory setup
	@$(PY) -m scripts.prepare
	@echo "PicTrace: http://localhost:$(PORT) (stop with Ctrl+C)"
	@exec $(PY) -m streamlit run streamlit_app.py --server.port $(PORT)

check: $(TOOLS)
	@echo "ruff …" && $(PY) -m ruff check --quiet && $(PY) -m ruff format --check --quiet
	@echo "mypy …" && $(PY) -m mypy --no-error-summary && $(PY) -m mypy --no-error-summary --config-file mypy-tests.ini
	@echo "import-linter …" && $(PY) -c 'from importlinter.cli import lint_imports_command as run; run()' >.venv/import-linter.log 2>&1 \
		|| { cat .venv/import-linter.log; exit 1; }

test: check
	@chromium=$$(scripts/chromium.sh) || exit 1; CHROMIUM="$$chromium" $(PY) -m pytest --numprocesses 2 --dist loadfile --max-worker-restart 0

bench: $(BENCH)
	@$(PY) -m bench --json docs/performance
	@$(PY) -m bench.plots

images: $(TOOLS)
	@chromium=$$(scripts/chromium.sh) || exit 1; CHROMIUM="$$chromium" PYTHONPATH=. $(PY) scripts/images.py

clean:
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find pictrace tests scripts bench -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
