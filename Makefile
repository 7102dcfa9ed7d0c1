# What one does with a checkout. Everything that is installed goes into .venv.

.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
NEO4J_2026 := 2026.08.1
ARGS ?=
COVERAGE ?=
EXAMPLES ?= 10
# Two workers, each with engines of its own; one where the environment names the Neo4j.
WORKERS ?= $(if $(STDGRAPH_TEST_NEO4J_URI),0,2)
COVERED := $(if $(COVERAGE),--cov --cov-report=term --cov-report=xml)

.PHONY: help serve test test-fast coverage fuzz test-neo4j-2026 neo4j check gaps-page schema graphiql bench wheel wheel-check clean

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))
	@echo '  More arguments: make serve ARGS="--port 8001", make test ARGS="-x tests/domain"'

serve: .venv/installed ## start the service on http://127.0.0.1:8000/ (Ctrl-C stops it)
	@exec $(BIN)/stdgraph serve $(ARGS)

test: .venv/installed-test ## run all tests, on the embedded engine and, with Java and Maven, on Neo4j
	@echo 'engine: embedded'
	@if [ -n "$$STDGRAPH_TEST_NEO4J_URI" ]; then echo "engine: the Neo4j at $$STDGRAPH_TEST_NEO4J_URI"; \
	else $(BIN)/python tools/neo4j/server.py --check || true; fi
	@exec $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(COVERED) $(ARGS)

test-fast: .venv/installed-test ## run the tests that need neither an engine nor another process, in under a minute
	@exec $(BIN)/python -m pytest -n $(WORKERS) -m fast $(ARGS)

coverage: ## run all tests, measure which branches they take, and fail below the limit in pyproject.toml
	@$(MAKE) test COVERAGE=1

fuzz: .venv/installed-test ## run the properties at random, on EXAMPLES=10 times as many examples (hours with 100)
	@seed=$(or $(SEED),$$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')); \
	again="make fuzz SEED=$$seed EXAMPLES=$(EXAMPLES) ARGS='$(ARGS)'"; \
	echo "to draw the same again: $$again"; \
	STDGRAPH_TEST_EXAMPLES=$(EXAMPLES) STDGRAPH_TEST_SEED=$$seed $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder -m "hypothesis or drawn" \
	--hypothesis-profile=fuzz --hypothesis-seed=$$seed $(ARGS) || \
	{ echo "to draw the same again: $$again; keep what was found as an @example"; exit 1; }

test-neo4j-2026: .venv/installed-test ## run the tests that need Neo4j on Neo4j 2026.08 (needs Java 21 or newer)
	@$(BIN)/python tools/neo4j/server.py --check --version $(NEO4J_2026)
	@exec env STDGRAPH_TEST_NEO4J_VERSION=$(NEO4J_2026) STDGRAPH_REQUIRE_NEO4J=1 $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder -k neo4j $(ARGS)

neo4j: .venv/installed ## fetch (once) and run a Neo4j of one's own on a free loopback port
	@exec $(BIN)/python tools/neo4j/server.py $(ARGS)

check: .venv/installed-test ## check style, types, the arrows between packages, and schema.graphql
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/stdgraph schema --check schema.graphql

gaps-page: .venv/installed-test ## write docs/gaps-of-the-seed.md from what the API answers
	@exec env STDGRAPH_WRITE_PAGES=1 $(BIN)/python -m pytest -q tests/docs/test_gaps_page.py -k embedded

schema: .venv/installed ## write schema.graphql from the code
	@$(BIN)/stdgraph schema --output schema.graphql

graphiql: .venv/installed ## fetch the files of GraphiQL with npm, where the installation could not
	@$(BIN)/python tools/graphiql_files.py

bench: .venv/installed-test ## measure speed and memory, printed as tables
	@exec $(BIN)/python -m bench $(ARGS)

wheel: .venv/installed ## build the wheel into dist/
	@rm -rf dist
	@$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir dist .
	@ls dist/*.whl

wheel-check: wheel ## install the wheel elsewhere and see that it serves without this checkout
	@$(BIN)/python tools/check_wheel.py dist/*.whl

clean: ## remove what make made here: .venv, build products, caches, the fetched Neo4j; data stays
	@rm -rf .venv build dist tools/neo4j/lib-*
	@rm -rf .coverage .coverage.* coverage.xml
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find src tests tools bench -type d -name __pycache__ -prune -exec rm -rf {} +

.venv/made: tools/make_venv.sh
	@sh tools/make_venv.sh
	@touch $@

.venv/installed: .venv/made pyproject.toml src/stdgraph/web/graphiql/lock.json
	@echo 'Installing stdgraph into .venv'
	@$(PIP) --editable .
	@$(BIN)/python tools/graphiql_files.py >/dev/null || echo 'GraphQL works without it; make graphiql tries again.'
	@touch $@

.venv/installed-test: .venv/installed
	@echo 'Installing what the tests need into .venv'
	@$(PIP) --editable '.[test]'
	@touch $@
