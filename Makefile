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
VENV := .venv
VENV_PYTHON := $(VENV)/bin/python
NODE := bindings/node
PYTHON_EXTENSION := bindings/python/extension
# An older Go fetches the version that go.mod asks for.
export GOTOOLCHAIN ?= auto

# $(call sources,directories): what is compiled or embedded there.
sources = $(shell find $(1) \( -name node_modules -o -name testdata \) -prune -o -type f ! -name '*_test.go' ! -name '*.md' -print)
GO_MODULE := go.mod $(wildcard go.sum)
HEADER := include/hftok.h

# Stop with a sentence, not with what an old or missing program would say.
need = { command -v $(1) && $(2); } >/dev/null 2>&1 || { echo "make: $(3) is needed; README.md says how to get it" >&2; exit 1; }
need_go = @$(call need,go,GOTOOLCHAIN=local go version | grep -E ' go1\.(2[1-9]|[3-9][0-9])',Go 1.21 or later)
need_cc = @$(call need,$(CC),true,a C compiler)
need_node = @$(call need,npm,node -e 'process.exit(+(parseInt(process.versions.node) < 20))',Node 20 or later with npm)
need_python = @$(call need,$(PYTHON),$(PYTHON) -c 'import sys; sys.exit(sys.hexversion < 0x3090000)',Python 3.9 or later)

.PHONY: build library demo test bench bench-report goldens conformance-long generate fuzz soak clean help

build: library build/_direct.abi3.so build/hftok.node node_modules/hftok ## the library, the Python extension, the Node addon, and what makes the tree usable (the default)

library: build/libhftok.so ## the C library alone: build/libhftok.so

demo: build build/standin build/examples/encode ## the guide's example from Node, Python and C; MODEL=org/name for a repository of the real Hub
	$(PYTHON) examples/demo.py $(MODEL)

test: build build/standin build/examples/encode $(VENV)/.stamp ## set up and run every test; SUITE="go python" for some of them
	$(VENV_PYTHON) tests/run.py $(SUITE)

BENCH := .venv-bench/.stamp .venv-bench-rc/.stamp tests/bench/node_modules/.package-lock.json build/bench/latency build/bench/worker
bench: build $(BENCH) ## ours and others' speed side by side; QUICK=1, AXIS="encode load", FAMILY=gpt2, TEXT, SIZE, ENGINE for less
	.venv-bench/bin/python -m compileall -q bindings/python/hftok # as installing a package does
	.venv-bench/bin/python tests/bench/run.py $(if $(QUICK),--quick) $(foreach option,AXIS FAMILY TEXT SIZE ENGINE,\
	  $(if $($(option)),--$(shell echo $(option) | tr A-Z a-z) "$($(option))"))

RESULTS ?= build/bench/results.json
bench-report: ## make the charts and the tables of the documents from RESULTS, which are kept
	$(PYTHON) tests/bench/report.py $(RESULTS)

goldens: $(VENV)/.stamp ## make the test data again: tokenizers, edge cases, and what the reference makes of them
	$(VENV_PYTHON) tests/data/edge_cases.py
	$(VENV_PYTHON) tests/data/train.py
	for record in tests/conformance/record*.py; do $(VENV_PYTHON) $$record; done

RANDOM ?= 200000
SEED ?= 1
conformance-long: $(VENV)/.stamp ## whole corpora in every cut, and RANDOM random texts from SEED, against the reference
	$(VENV_PYTHON) tests/conformance/compare.py --documents edge,lines,pairs,1024,10240,whole --random $(RANDOM) --seed $(SEED) $(TOKENIZER)

SECONDS ?= 60
generate: $(VENV)/.stamp ## for SECONDS, random tokenizers from SEED on against the reference; what differs is shrunk
	$(VENV_PYTHON) tests/conformance/generate.py --seconds $(SECONDS) --seed $(SEED)

FUZZTIME ?= 60s
fuzz: ## every Go fuzz target for FUZZTIME each
	grep -rHoE --include='*_test.go' '^func Fuzz\w+' core tests | while IFS=: read -r file target; do \
	  echo "== $$(dirname $$file) $${target#func }"; \
	  go test "./$$(dirname $$file)" -run '^$$' -fuzz "^$${target#func }$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 100x </dev/null; \
	done

SECONDS_OF_SOAK ?= 300
soak: $(VENV)/.stamp ## processes of ours and of huggingface_hub on one cache, killed at random, for SECONDS_OF_SOAK from SEED
	$(VENV_PYTHON) tests/hub/soak.py --seconds $(SECONDS_OF_SOAK) --seed $(SEED)

clean: ## remove all that make has made
	rm -rf build node_modules $(VENV) .venv-bench .venv-bench-rc $(NODE)/node_modules tests/bench/node_modules

help: ## this list
	@awk -F ' ## ' '/^[a-z-]+:.* ## / { sub(/:.*/, "", $$1); printf "make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build/libhftok.so: $(call sources,core export) $(HEADER) $(GO_MODULE)
	$(need_go)
	$(need_cc)
	export/build.sh $@

build/_direct.abi3.so: $(wildcard $(PYTHON_EXTENSION)/*) $(HEADER)
	$(need_cc)
	mkdir -p $(@D)
	$(CC) -std=c11 -O2 -fPIC -fvisibility=hidden -Wall -Wextra -Werror -shared -Wl,-z,now -s -Iinclude $(PYTHON_EXTENSION)/direct.c -o $@

build/hftok.node: $(wildcard $(NODE)/addon/*) $(NODE)/scripts/build-addon.js $(HEADER) $(NODE)/node_modules/.package-lock.json
	node $(NODE)/scripts/build-addon.js $@

# npm leaves this file last. No install script runs: ffi-napi's fails where its prebuilt binary works.
%/node_modules/.package-lock.json: %/package-lock.json
	$(need_node)
	npm ci --prefix $* --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

# So that scripts anywhere in this tree can import 'hftok' by its name.
node_modules/hftok:
	mkdir -p $(@D)
	ln -sfn ../$(NODE) $@

build/standin: $(call sources,tests/hub/standin tests/hub/cmd/standin) $(GO_MODULE)
	$(need_go)
	go build -o $@ ./tests/hub/cmd/standin

build/examples/%: examples/c/%.c build/libhftok.so $(HEADER)
	mkdir -p $(@D)
	$(CC) -std=c99 -Wall -Wextra -Werror -Iinclude $< -Lbuild -lhftok -Wl,-rpath,$(CURDIR)/build -o $@

build/bench/latency: tests/bench/latency.c build/libhftok.so $(HEADER)
	mkdir -p $(@D)
	$(CC) -std=gnu11 -O2 -Wall -Wextra -Werror -Iinclude $< -Lbuild -lhftok -Wl,-rpath,$(CURDIR)/build -o $@

build/bench/worker: $(call sources,core tests/bench/worker) $(GO_MODULE)
	$(need_go)
	go build -o $@ ./tests/bench/worker

$(VENV)/.stamp: tests/requirements.txt
.venv-bench/.stamp: tests/bench/requirements.txt
.venv-bench-rc/.stamp: tests/bench/requirements-rc.txt

%/.stamp:
	$(need_python)
	$(PYTHON) -m venv $* || { echo "make: $(PYTHON) can't make a virtual environment; on Debian: apt install python3-venv" >&2; exit 1; }
	$*/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	touch $@
