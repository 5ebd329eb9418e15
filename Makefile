# TSEM: see README and `make help`. Everything generated goes to build/.

MAKEFLAGS += --no-print-directory
SHELL := /bin/sh

.DEFAULT_GOAL := help
.PHONY: help deps tree kernel kernel-debug patches check check-series check-static \
	check-kdir check-kunit check-vm check-vm-debug check-coverage check-baseline check-lib coverage \
	bench bench-agent determinism stress demo shell install clean distclean

help:
	@echo 'The two that matter:'
	@echo '  demo            learn, seal and enforce a workload on a booted kernel (30 min cold, 2 warm)'
	@echo '  check           the tests below that say so, one summary (an hour cold)'
	@echo 'Kernel:'
	@echo '  tree            Linux 7.3 with patches/ applied, a git tree in build/linux'
	@echo '  kernel          build/vmlinuz for QEMU'
	@echo '  kernel-debug    build/vmlinuz-debug: KASAN, lockdep, kmemleak, fault injection'
	@echo '  shell           an interactive VM'
	@echo '  patches         generate patches/ from the sources [SIGNOFF="Name <mail>"]'
	@echo 'Tests (* is a part of check):'
	@echo '* check-series    patches/ is current, applies, builds after each patch [ALL=1] [VANILLA=tree]'
	@echo '* check-static    W=1, sparse, checkpatch, kernel-doc, coccinelle'
	@echo '* check-kdir      is your own tree taken as KDIR=, and left as it is?'
	@echo '* check-kunit     KUnit suites in User Mode Linux'
	@echo '* check-vm        selftests in the VM'
	@echo '* check-vm-debug  the same on the debug kernel'
	@echo '* check-coverage  did the last check-vm-debug execute 90 % of the lines of security/tsem?'
	@echo "* check-baseline  the kernel's own selftests give what they give without TSEM"
	@echo '* check-lib       library and tool without a kernel, also under valgrind'
	@echo 'Other:'
	@echo '  coverage        check-vm-debug, then check-coverage: a table in build/coverage.txt'
	@echo '  bench           what TSEM and others cost, in instructions (scripts/bench)'
	@echo '  bench-agent     what it costs to ask an agent and to observe (scripts/bench-agent)'
	@echo '  determinism     20 runs of each real workload on five VMs: is there one state? (an hour)'
	@echo '  stress          ten minutes each of many namespaces at once and of random answers [KERNEL=debug]'
	@echo '  install         library and tool [DESTDIR=] [PREFIX=/usr/local]'
	@echo '  clean           remove kernels, objects, logs; keep source and image'
	@echo '  distclean       remove build/'
	@echo
	@echo 'KDIR=/path      use your own Linux 7.3 tree (never modified)'
	@echo 'BUILD=/path     instead of build/     JOBS=N   instead of the number of processors'

deps:
	@scripts/deps

tree: deps
	@scripts/tree

kernel: tree
	@scripts/build-kernel vm

kernel-debug: tree
	@scripts/build-kernel debug

patches: tree
	@scripts/mkpatches

check-series: tree
	@scripts/check-series

check-static: tree
	@scripts/check-static

check-kdir: tree
	@scripts/check-kdir

check-kunit: tree
	@scripts/check-kunit

check-vm: kernel
	@scripts/check-vm

check-vm-debug: kernel-debug
	@scripts/check-vm-debug

# Of the kernel and the run that are there.
check-coverage:
	@scripts/check-coverage

check-baseline: kernel
	@scripts/check-baseline

check-lib: deps
	@scripts/check-lib

# Each is run whatever became of those before it. Builds share the processors, VMs
# have them to themselves.
check:
	@scripts/check tree 'series | lib static kdir kunit | image kernel kernel-debug' \
		vm vm-debug coverage baseline

coverage: check-vm-debug
	@scripts/check-coverage

bench: tree
	@scripts/bench

bench-agent: tree
	@scripts/bench-agent

determinism: kernel
	@scripts/determinism

stress: $(if $(filter debug,$(KERNEL)),kernel-debug,kernel)
	@KERNEL=$(KERNEL) scripts/stress

demo: kernel
	@scripts/demo

shell: kernel
	@scripts/vm --mem 2048 --shell

install:
	@$(MAKE) -C lib install

clean:
	@scripts/clean

distclean:
	@scripts/clean --all
