# What there is to do here. `make run` and `make test` work from a bare clone; both set up what they need.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PY := .venv/bin/python
PORT ?= 8000
export PORT

.PHONY: help
help: ## This list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

.PHONY: setup
setup: ## Make the environment (.venv) with the `sinergi` command
	@scripts/setup.sh

.PHONY: run
run: setup ## Serve a living system on PORT (default 8000): the real agreements and the example country
	@.venv/bin/sinergi demo

.PHONY: test
test: setup ## Run the tests on the embedded database (TESTS=path for a part)
	@scripts/test.sh $(TESTS)

.PHONY: test-postgres
test-postgres: setup ## Run the same tests on a throw-away PostgreSQL cluster
	@scripts/postgres.sh scripts/test.sh $(TESTS)

.PHONY: test-spark
test-spark: setup ## Run the tests of linkage on Spark, in an environment of their own (needs Java 17)
	@scripts/test_spark.sh

.PHONY: check
check: setup ## Style, types, walls, security, migrations, catalogue
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check --quiet .
	@.venv/bin/lint-imports --no-cache
	@.venv/bin/mypy linkage synthetic sinergi
	@$(PY) manage.py makemigrations --check --dry-run
	@$(PY) scripts/messages.py --check
	@SINERGI_PRODUCTION=1 SINERGI_HOSTS=contoh.example SINERGI_DATA=$$(mktemp -d) SINERGI_SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(50))') \
	  SINERGI_FIELD_KEYS=k1:$$(head -c 32 /dev/zero | base64) SINERGI_INDEX_KEY=$$(head -c 32 /dev/zero | base64) $(PY) manage.py check --deploy --fail-level WARNING

.PHONY: fix
fix: setup ## Mend style where a machine can
	@.venv/bin/ruff check --fix --quiet . || true
	@.venv/bin/ruff format --quiet .

.PHONY: lock
lock: setup ## Resolve the dependencies anew and write the locked hashes
	@$$( [ -x .uv/bin/uv ] && echo .uv/bin/uv || echo uv ) pip compile --quiet --universal --upgrade --generate-hashes --no-header --python 3.13 \
	  pyproject.toml --group dev -o requirements/locked.txt

.PHONY: messages
messages: setup ## Collect the texts of the interface and compile the English catalogue
	@$(PY) scripts/messages.py

.PHONY: screenshots
screenshots: setup ## Take the pictures of the documentation from the running example
	@$(PY) scripts/screenshots.py

.PHONY: bench
bench: setup ## Measure the bars on the embedded database (BENCH=pages|import|writers|gateway|scan and options)
	@$(PY) -m benchmarks $(BENCH)

.PHONY: bench-postgres
bench-postgres: setup ## Measure the same on a throw-away PostgreSQL cluster
	@scripts/postgres.sh $(PY) -m benchmarks $(BENCH)

.PHONY: bench-linkage
bench-linkage: setup ## Measure linkage beside Splink (BENCH='table quality --rows 10000000'; see docs/linkage/measured.md)
	@scripts/bench_linkage.sh $(BENCH)

.PHONY: scan
scan: setup ## Try injected values in all fields and addresses of a running site on throw-away data
	@$(PY) -m benchmarks scan

.PHONY: clean
clean: ## Remove the environment and caches; never var/, which holds data
	@rm -rf .venv .uv .mypy_cache .ruff_cache .pytest_cache .hypothesis
