# The verbs of this project. `make` alone prints them.
# Assumes Python 3.11 or newer and make (GNU make 3.81 is enough); everything else comes from the locked files, Node too
# where there is none. TEAMKPI_BUILD_WEB=off leaves out the dashboard and what needs Node.

VENV := .venv
BIN := $(VENV)/bin
PACKAGES := $(VENV)/.packages
RUNS := $(VENV)/.runs
TOOLS := $(VENV)/.tools
INSTALLED := $(VENV)/.installed
CODE := $(wildcard src tests bench tools docs/conf.py hatch_build.py)
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet

.DEFAULT_GOAL := help
.PHONY: help demo dev test test-long test-citus test-next test-packages test-containers mutants check bench bench-full docs site sbom dist lock clean web

help: ## print these lines
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(firstword $(MAKEFILE_LIST)) | awk -F'|' '{ printf "%-24s%s\n", $$1, $$2 }'

# Leaves only the built pages, unless the packages for development are installed.
demo: PAGES := --only-pages
demo: $(RUNS) ## serve a made-up space from an embedded database, and print how to ask it
	@$(BIN)/python hatch_build.py $(PAGES)
	@$(BIN)/teamkpi demo

dev: web ## serve the demo space and its dashboard, and start again whenever a source file changes
	@$(BIN)/python tools/dev_server.py

test: web ## run every test, on a PostgreSQL that the tests start themselves
	@sh tools/run_tests.sh $(BIN)/python

test-long: web ## the same with thirty times as many examples, all histories of the mirror, all layouts and all faults; takes hours
	@TEAMKPI_TEST_EXAMPLES=30 TEAMKPI_MIRROR_HISTORIES=1000 TEAMKPI_EVERY_LAYOUT=1 TEAMKPI_FAULTS=1 sh tools/run_tests.sh $(BIN)/python

test-citus: web ## run the database and API tests on the Citus cluster whose nodes TEAMKPI_TEST_CITUS=URL,URL,URL names
	@test -n "$$TEAMKPI_TEST_CITUS" || { echo "No test has run: TEAMKPI_TEST_CITUS names no cluster."; exit 2; }
	@$(BIN)/python -m pytest tests/database tests/api

test-next: web ## build a Next.js project with the packed sections, and open it in Chromium; installs Next.js from the registry
	@TEAMKPI_NEXT=1 TEAMKPI_REQUIRE_BROWSER=1 $(BIN)/python -m pytest tests/browser/test_next.py

test-packages: web ## build the wheel and the sdist, and install and start them without Node, by pip, pipx and uvx; takes ten minutes
	@TEAMKPI_PACKAGES=1 $(BIN)/python -m pytest -n 0 tests/packages tests/unit/test_hatch_build.py

test-containers: web ## build the images with Podman, and start them; as root, with debootstrap and podman-compose; takes half an hour
	@TEAMKPI_CONTAINERS=1 $(BIN)/python -m pytest tests/containers

mutants: web ## take each rule of who may do what out of the program, and see the tests fail; takes half an hour
	@PYTHONPATH=tools $(BIN)/python -m mutants $(ONLY)

check: $(INSTALLED) ## lint, types, layers, house rules, and whether generated files are fresh
	@sh tools/run_checks.sh $(BIN)/python "$(CODE)"

bench: $(INSTALLED) ## measure speed, as ratios within one run, in about five minutes
	@$(BIN)/python -m bench

bench-full: $(INSTALLED) ## the same at full size, beside other systems, which it installs first; takes an hour
	@$(BIN)/python -m bench contenders
	@$(BIN)/python -m bench --form full

docs: $(INSTALLED) ## write the contract, the schema, the client's types and the generated parts of the documentation again
	@$(BIN)/python -m teamkpi.api.contract
	@$(BIN)/python tools/write_schema.py
	@$(BIN)/python tools/write_docs.py
	@$(BIN)/python hatch_build.py npm run --silent generate

site: $(INSTALLED) ## build the documentation as static pages, with an index for machines, into build/site
	@$(BIN)/sphinx-build -W --keep-going -q docs build/site
	@echo "The site is in build/site; its index for machines is build/site/llms.txt."

# Needs the built pages, but no packages for developing them.
sbom: PAGES := --only-pages
sbom: $(INSTALLED) ## list all packages that are shipped, with versions and licences, into build/sbom
	@$(BIN)/python hatch_build.py $(PAGES)
	@$(BIN)/python tools/write_sbom.py

dist: web ## build the wheel and the source distribution, with the dashboard and the console inside, into dist
	@$(BIN)/hatchling build --directory dist

lock: ## resolve the dependencies again into requirements*.txt; UPGRADE=1 takes the newest of each
	@sh tools/lock.sh $(if $(UPGRADE),--upgrade)

# Only what is made again by another verb: a folder with data may be in this one, under any other name.
clean: ## remove what these verbs have installed, built and cached in this folder, but no data
	@rm -rf $(VENV) build dist src/teamkpi/web web/.for-build web/*.tgz web/*/*.tgz web/node_modules web/*/node_modules
	@rm -rf web/*/dist web/*/dist-embed web/*/coverage web/*/*.tsbuildinfo
	@rm -rf __pycache__ .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache *.egg-info src/*.egg-info
	@find $(CODE) -name __pycache__ -prune -exec rm -rf {} +
	@echo "Data, the demo's space and the caches of npm and pip stay: docs/operating.md says where they are."

# Builds the dashboard, if its sources are others than the last time.
web: $(INSTALLED)
	@$(BIN)/python hatch_build.py

# The environment is made again when what it is made from has changed; otherwise no verb runs pip. What runs the program
# comes first, and is all that `make demo` needs; the tools are added to it: with `make -j2`, while the dashboard is built.
$(PACKAGES): requirements.txt requirements-build.txt pyproject.toml tools/make_venv.sh
	@sh tools/make_venv.sh $(VENV)
	@echo "Installing what teamkpi needs to run into $(VENV)."
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --require-hashes -r requirements-build.txt
	@touch $@

$(RUNS): $(PACKAGES)
	@$(BIN)/python hatch_build.py $(PAGES)
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(TOOLS): $(PACKAGES) requirements-dev.txt tools/install_tools.sh
	@echo "Installing the tools for development into $(VENV)."
	@sh tools/install_tools.sh $(BIN)/python
	@touch $@

$(INSTALLED): $(RUNS) $(TOOLS)
	@touch $@
