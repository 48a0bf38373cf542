# Two commands for people (make demo, make test) and what they stand on.
PYTHON ?= python3
BIN := .venv/bin
NO_CLUSTER := /etc/postgresql-common/createcluster.d/foerderscout-tests.conf
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: demo test test-system lock bench picture clean

demo: .venv/.demo-ready  ## the main job on the bundled sample, without network and mail server
	$(BIN)/scout demo

test: .venv/.test-ready  ## every check that CI runs; needs no root
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 4 --cov --cov-report=term

test-system:  ## the Debian packages that some tests need; needs root
	apt-get update -qq
	@# The tests start a PostgreSQL of their own: where the package is new, it shall start none.
	mkdir -p $(dir $(NO_CLUSTER)) && echo 'create_main_cluster = false' > $(NO_CLUSTER)
	DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
	    chromium fonts-dejavu-core postgresql; \
	    status=$$?; rm $(NO_CLUSTER); exit $$status

bench: .venv/.test-ready  ## speed and memory, printed as tables
	$(BIN)/python benchmarks/collect.py
	$(BIN)/python benchmarks/spider.py
	$(BIN)/python benchmarks/many_sources.py
	$(BIN)/python benchmarks/reading.py
	$(BIN)/python benchmarks/grouping.py
	$(BIN)/python benchmarks/renaming.py
	$(BIN)/python benchmarks/matching.py
	$(BIN)/python benchmarks/digest.py
	$(BIN)/python benchmarks/startup.py

picture: .venv/.test-ready  ## the README's picture of the mail, taken anew
	$(BIN)/python docs/picture.py

.venv/.demo-ready: requirements.lock pyproject.toml
	@# A lock names everything: with dependencies of its own choice an older pip takes the newest
	@# release for coverage[toml] and then misses its hash.
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -q --no-deps --require-hashes -r requirements.lock
	$(BIN)/pip install -q --no-deps --no-build-isolation -e .
	touch $@

.venv/.test-ready: requirements-dev.lock .venv/.demo-ready
	$(BIN)/pip install -q --no-deps --require-hashes -r requirements-dev.lock
	touch $@

lock: .venv/.test-ready  ## pin what pyproject.toml asks for: hashes, all platforms, no addresses
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/pip install -q uv
	.venv-lock/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-header --no-annotate --upgrade pyproject.toml --extra postgres --group build -o requirements.lock
	.venv-lock/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-header --no-annotate pyproject.toml --extra postgres --group build --group dev -c requirements.lock -o requirements-dev.lock
	rm -rf .venv-lock

clean:
	rm -rf .venv .coverage* scout-demo
