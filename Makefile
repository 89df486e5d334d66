# libhftok. `make help` lists the targets; README.md says what has to be on the machine.
#
# Everything that is made or installed lies inside this directory (build/, .venv/, node_modules/), and
# each step runs again only when what it is made from has changed.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.SUFFIXES:
.DEFAULT_GOAL := build

PYTHON ?= python3
# An older Go fetches the version that go.mod asks for.
export GOTOOLCHAIN ?= auto

NODE := bindings/node
VENV := .venv
VENV_PYTHON := $(VENV)/bin/python

GO_SOURCES := $(shell find core export -name '*.go' ! -name '*_test.go') go.mod $(wildcard go.sum)
C_SOURCES := $(wildcard export/*.[ch] export/*.map include/*.h)

# $(call need,program,what it is for)
need = command -v $(1) >/dev/null || { echo "make: '$(1)' is not installed ($(2)); README.md says how to get it" >&2; exit 1; }

.PHONY: build test clean help

build: build/libhftok.so ## the library and the Node addon (the default)

build/libhftok.so: $(GO_SOURCES) $(C_SOURCES)
	@$(call need,go,Go 1.26 or later)
	@$(call need,cc,a C compiler)
	export/build.sh $@

test: build $(VENV)/.stamp ## set up and run every test; make test SUITE="go python" for some
	$(VENV_PYTHON) tests/run.py $(SUITE)

clean: ## remove all that make has made
	rm -rf build $(VENV) $(NODE)/node_modules

help: ## this list
	@awk -F ' ## ' '/^[a-z-]+:.* ## / { sub(/:.*/, "", $$1); printf "make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(VENV)/.stamp: tests/requirements.txt
	@$(call need,$(PYTHON),Python 3.9 or later)
	$(PYTHON) -m venv $(VENV) || { echo "make: $(PYTHON) can't make a virtual environment; on Debian: apt install python3-venv" >&2; exit 1; }
	$(VENV_PYTHON) -m pip install --quiet --disable-pip-version-check -r $<
	touch $@
