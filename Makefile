# Thin: every target is a script in bin/, which also runs without make.
.DEFAULT_GOAL := help
.PHONY: help run demo practice test test-fast check bench soak format lock clean

help: ## list what can be done
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

run: ## set up all that is needed and start Jourcase with demo data (PORT=8000)
	@bin/run

demo: ## throw away the demo database and make a new one (ARGS="--seed 7 --cases 500")
	@bin/demo $(ARGS)

practice: ## start a practice for the basic training beside it, in databases of its own (PORT=8010)
	@bin/practice

test: ## run all tests, on SQLite and on PostgreSQL (ARGS="tests/unit -k promise")
	@bin/test $(ARGS)

test-fast: ## run the tests without a browser, on SQLite only
	@bin/test --on sqlite tests/unit tests/integration tests/architecture $(ARGS)

check: ## formatter, linter, templates, types, migrations, deploy check, documents, locks
	@bin/check

bench: ## measure the pages against hand-written ones (ARGS="--cases 50000")
	@bin/bench $(ARGS)

soak: ## log calls for ten minutes while everything is killed at random (ARGS="--minutes 12")
	@bin/soak $(ARGS)

format: ## let the formatter and the linter's safe fixes rewrite the code
	@bin/format

lock: ## write requirements/*.txt from pyproject.toml (ARGS=--upgrade for newer versions)
	@bin/lock $(ARGS)

clean: ## remove what can be made again: .venv, caches, collected files (never the database)
	@bin/clean
