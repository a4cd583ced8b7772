# SPDX-License-Identifier: GPL-2.0
# The kexec series for Linux 6.12.y: how to turn the files at rest here into a tree,
# a kernel, a series and a verdict. The work is done by scripts/; see `make help`.

CONFIG ?= base
export CONFIG KCONFIG_EXTRA KSRC CASE EACH JOBS PROGRESS QUICK CASES FUZZ_SECONDS FUZZ_SEED
QEMU := tools/testing/selftests/kexec/qemu

.PHONY: help run test fuzz soak bench kernel tree menuconfig matrix kunit lint man htmldocs series series-check clean distclean \
	packages base deb test-system demo

# The times are those of 2 cores without hardware virtualisation, from nothing.
help:
	@echo 'Try'
	@echo '  make run           a small kernel that kexec-tools reboots twice, by either call   (4 min)'
	@echo '  make demo          Debian 13 with this kernel on this terminal; builds the package first'
	@echo 'Check'
	@echo '  make test          all checks; the last line is "N passed, N failed"               (35 min)'
	@echo '                     CASE=name   one case (see $(QEMU)/run.sh --list)'
	@echo '                     CASE=debug  races, kselftest and a few cases under KASAN, UBSAN,'
	@echo '                                 lockdep and kmemleak'
	@echo '  make fuzz          random calls by four threads, under KASAN, lockdep and kmemleak;'
	@echo '                     FUZZ_SECONDS=30 FUZZ_SEED=20260101'
	@echo '  make test-system   Debian systems with this kernel: systemctl kexec, kdump-tools,'
	@echo '                     Secure Boot; CASE=kdump for one                                 (55 min)'
	@echo '  make soak          two hundred hops by both calls, by SeaBIOS and by UEFI          (40 min)'
	@echo '  make kunit         the unit tests, under QEMU'
	@echo '  make lint          checkpatch, sparse, W=1, kernel-doc, shellcheck on our files'
	@echo 'Measure'
	@echo '  make bench         instructions, memory and time, ours and stock side by side      (27 min)'
	@echo '                     QUICK=1 for fewer cases, CASES="load-64 ..." for these'
	@echo '  make matrix        every kind of panic, ours and stock; CASE=crash.bug for one'
	@echo 'Use'
	@echo '  make kernel        build it; the last line is the path of the bzImage'
	@echo '                     CONFIG=base|run|off|sig|debug  KCONFIG_EXTRA=fragment'
	@echo '  make menuconfig    look at, or change, the configuration of CONFIG'
	@echo '  make deb           a Debian package of the kernel, with a config like that of'
	@echo '                     Debian for the cloud                                            (27 min)'
	@echo '  make man           the manual pages of both calls, in build/man/'
	@echo '  make htmldocs      Documentation/kdump/ as HTML, in build/doc/'
	@echo 'Series'
	@echo '  make tree          bring build/tree up to date; prints its path'
	@echo '  make series        the patches with a cover letter, in build/series/'
	@echo '  make series-check  git am them to a pristine tree and compare; EACH=1 builds each commit'
	@echo
	@echo 'KSRC=path            take this 6.12.y tree or tarball instead of the Debian package'
	@echo 'make clean           delete what was built; distclean also the base and the compiler cache'

packages:
	@scripts/packages.sh kernel source

base: packages
	@scripts/base.sh

tree: base
	@scripts/tree.sh

kernel: tree
	@scripts/kernel.sh build

menuconfig: tree
	@scripts/packages.sh menu
	@scripts/kernel.sh menuconfig

run:
	@scripts/run.sh

test:
	@scripts/test.sh

# The case of that name, on the kernel that watches memory and locks.
fuzz:
	@CONFIG=debug CASE=fuzz scripts/test.sh

bench: tree
	@scripts/packages.sh vm bench
	@scripts/bench.sh

matrix: tree
	@scripts/packages.sh vm test
	@scripts/matrix.sh

deb: tree
	@scripts/packages.sh system
	@scripts/deb.sh

test-system: tree
	@scripts/packages.sh vm system
	@scripts/system.sh

demo: tree
	@scripts/packages.sh vm system
	@scripts/demo.sh

soak:
	@CASE=soak scripts/test.sh

kunit:
	@CASE=kunit scripts/test.sh

lint: tree
	@scripts/packages.sh lint
	@scripts/lint.sh

man:
	@scripts/packages.sh man
	@scripts/man.sh

htmldocs: tree
	@scripts/packages.sh html
	@scripts/htmldocs.sh

series: base
	@scripts/series.sh

series-check: tree
	@scripts/series-check.sh

clean:
	rm -rf build/tree build/kernel build/series build/check build/qemu build/logs build/kselftest build/man build/doc
	rm -f build/stamps/tree build/stamps/tree.files build/stamps/check

distclean:
	rm -rf build
