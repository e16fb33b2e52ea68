# Everything starts here; the work is done in scripts/, with a Python that needs nothing installed.
.PHONY: help serve test lint format lock clean dev pictures
.DEFAULT_GOAL := help
SHELL := /bin/sh
export DB

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | awk -F '\t' '{printf "  make %-8s %s\n", $$1, $$2}'

serve: ## Set everything up and serve the site on 127.0.0.1
	@sh scripts/run serve

test: ## Run all tests; ARGS="-k word" for some, DB=sqlite or DB=postgresql for one database
	@sh scripts/run run_tests $(ARGS)

lint: dev ## Check style, types and templates
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/djlint --quiet --check --lint templates

format: dev ## Put code and templates into shape
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .
	-.venv/bin/djlint --quiet --reformat templates

dev: ## Install what developing needs into .venv
	@sh scripts/run install --dev

pictures: dev ## Take the pictures of docs/curating.md anew
	PICTURES=docs/pictures .venv/bin/python -m pytest -q -n 0 tests/browser/test_desk.py -k English

lock: ## Choose package versions anew from requirements*.in
	@sh scripts/run lock

clean: ## Remove the virtual environment and caches; the database in var/ stays
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis test-results var/static
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
