# SPDX-License-Identifier: GPL-2.0-only
# prove, with a kernel whose image is its nfs4callback.c, and a qemu that is a script: what comes of each way in which a
# guest can go. A real kernel is booted by tests/real/prove.sh.
. "$(dirname "$0")/lib.sh"

command -v busybox >/dev/null || {
	skip "prove" "there is no busybox"
	done_testing
	exit 0
}
fix=nfsd-cb-delay-loop
repo=$(model)
cd "$scratch" || exit 1
export XDG_CACHE_HOME=$scratch/cache

# A plain tree of a branch of the model, which builds as its Makefile here says.
tree_of() {
	mkdir "$2"
	git -C "$repo" archive "$1" | tar -x -C "$2"
	cat >"$2/Makefile" <<-'EOF'
		VERSION = 5
		PATCHLEVEL = 10
		SUBLEVEL = 1
		EXTRAVERSION =
		.RECIPEPREFIX = >
		allnoconfig:
		>@grep -v LACKED $(KCONFIG_ALLCONFIG) >$(O)/.config
		prepare:
		>@:
		bzImage:
		>@echo built >>$(BUILT)
		>@! grep BROKEN $(O)/.config
		>@mkdir -p $(O)/arch/x86/boot
		>@cp fs/nfsd/nfs4callback.c $(O)/arch/x86/boot/bzImage
	EOF
}

# recipe LINE...: the recipe with a scenario of its own, with these lines added.
recipe() {
	rm -rf recipes
	mkdir -p recipes/$fix/prove
	echo 'echo never run here' >recipes/$fix/prove/loop.sh
	sed '/^prove:/,$d' "$SOURCE_ROOT/backports/$fix/recipe.yaml" >recipes/$fix/recipe.yaml
	{
		echo "prove:"
		echo "  - title: a client that goes away"
		echo "    scenario: loop.sh"
		for line; do echo "    $line"; done
	} >>recipes/$fix/recipe.yaml
}

# fake SCRIPT: a qemu; $kernel is the image, $fixed is set if it has the fix; what it prints is the console.
fake() {
	mkdir -p path
	cat >path/qemu-system-x86_64 <<-EOF
		#!/bin/sh
		printf '%s\\n' "\$*" >>$scratch/qemu.log
		while test \$# -gt 1; do
			case \$1 in -kernel) kernel=\$2 ;; -initrd) initrd=\$2 ;; esac
			shift
		done
		test -s "\$initrd" && test -s "\$kernel" || exit 3
		test "\$(grep -c 'cb_seq_status = 1;' "\$kernel")" -gt 2 && fixed=yes || fixed=
		begun() { echo '[    1.0] stableport: begun'; }
		bug() { echo "[    2.0] stableport: bug \$1"; }
		ended() { echo '[    9.0] stableport: ended 0'; }
		honest() { begun; if test "\$fixed"; then bug absent; else bug shown; fi; ended; }
		exec >"\${1#file:}"
		$1
	EOF
	chmod +x path/qemu-system-x86_64
}

prove() {
	code=$1
	shift
	rm -rf result
	expect "$code" env PATH="$scratch/path:$PATH" BUILT="$scratch/built" "$STABLEPORT" prove $fix --recipes recipes \
		--output result "$@"
}

verdict_is() { grep -q "\"verdict\": \"$1\"" out || note "not the verdict '$1': $(grep -o '"verdict.*' out)"; }
sentence_has() { grep '"sentence"' out | grep -qF -- "$1" || note "not this sentence: $(grep '"sentence"' out)"; }

tree_of linux-5.10.y lacks
tree_of linux-6.12.y has
recipe

fake honest
prove 0 --onto lacks
prints "before, the target: the bug shows"
prints "after, the target with the series: the bug is absent"
prints "cured: the bug shows before and is gone after"
prints "by hand:"
that test -s result/prove/loop-before.log
that test -s result/prove/loop-after.log
that test -s result/prove/loop.cpio
that grep -q CONFIG_SERIAL_8250_CONSOLE=y result/prove/loop.config
that test -s result/report.json
that grep -q -- '-accel tcg' qemu.log
that grep -q -- '-no-reboot' qemu.log
that grep -q -- '-smp 2,sockets=2' qemu.log
that grep -q 'no_timer_check' qemu.log
ok "a bug that shows before and not after is cured"

that test "$(wc -l <built)" -eq 2
prove 0 --onto lacks --json
that test "$(wc -l <built)" -eq 2
verdict_is cured
grep -q '"build_seconds": 0' out || note "the kernels were built again"
cp out document.json
expect 0 stableport report document.json --format json
that cmp -s out document.json
ok "kernels are remembered; the document is read again to the same text"

echo '/* another */' >>lacks/fs/nfsd/nfs4state.c
prove 0 --onto lacks
that test "$(wc -l <built)" -eq 4
ok "a tree that was changed is built anew"

# 48 files are kept: without the kernel after, 60 newer ones and the old kernel before.
after=$(ls -t cache/stableport/images/*.bzImage | head -n 1)
rm "$after" "${after%.bzImage}.config"
touch -d '2001-01-01' cache/stableport/images/*
for i in $(seq 60); do touch -d '2002-02-02' cache/stableport/images/other-$i.config; done
prove 0 --onto lacks
that test "$(wc -l <built)" -eq 5
that test "$(ls cache/stableport/images | wc -l)" -eq 48
ok "a kernel that is remembered is not forgotten before it is booted"

prove 2 --onto has
prints "the recipe does not say how to take it back"
recipe "without: nfsd/without/status-reset-after-delay.cocci" "files: [ fs/nfsd/nfs4callback.c ]"
prove 0 --onto has
prints "before, the target with the fix taken back by"
prints "after, the target, which has the fix: the bug is absent"
ok "a target that has the fix stands for the kernel after"

patch=nfsd/without/status-reset-after-delay.cocci
recipe "help: { semantic-patch: $patch, files: [ fs/nfsd/nfs4callback.c ], why: a test }"
prove 1 --onto lacks --json
verdict_is "not cured"
grep -q "\"what\": \"the target with the series, with '$patch' compiled in (a test)\"" out || note "it is not said"
grep -q '"what": "the target, without help' out || note "it is said of the kernel before, where it changes nothing"
rm -r cache/stableport/images
prove 1 --onto lacks --json
verdict_is "not cured"
that test "$(ls cache/stableport/images/*.bzImage | wc -l)" -eq 1
recipe "help: { semantic-patch: $patch, files: [ fs/nfsd/nfs4state.c ], why: a test }"
prove 0 --onto lacks --json
grep -q "\"what\": \"the target, without help: '$patch' finds nothing to change\"" out ||
	note "it is not said that it was not needed"
cp out helped.json
for format in text html markdown mail junit; do
	expect 0 stableport report helped.json --format $format
	tr '\n' ' ' <out | tr -s ' ' | grep -q 'without help: ' || note "$format does not say so"
done
other=nfsd/callback-running-flag.cocci
recipe "help: { semantic-patch: $other, files: [ fs/nfsd/nfs4callback.c ], why: a test }"
prove 0 --onto lacks --json
grep -q "\"what\": \"the target, with '$other' compiled in" out || note "the target has no help"
verdict_is cured # the kernel before has help, and nothing of the series
recipe
ok "help is compiled in where it changes something; either way it is said"

fake 'begun; bug absent; ended'
prove 1 --onto lacks --json
verdict_is "not shown"
fake 'begun; bug shown; ended'
prove 1 --onto lacks --json
verdict_is "not cured"
fake 'honest; test -z "$fixed" || echo "[    9.1] BUG: KASAN: use-after-free in frob+0x1/0x2"'
prove 1 --onto lacks --json
verdict_is harmed
sentence_has "KASAN: use-after-free"
ok "not shown, not cured, harmed: a person has to look"

fake 'begun; if test "$fixed"; then echo "Kernel panic - not syncing: Fatal"; else bug shown; ended; fi'
prove 1 --onto lacks --json
verdict_is harmed
sentence_has "the kernel after panicked"
fake 'echo "Kernel panic - not syncing: VFS: no init"'
prove 2 --onto lacks --json
verdict_is failed
sentence_has "the kernel before panicked"
ok "a kernel that panics"

fake ':'
prove 2 --onto lacks --json
verdict_is failed
sentence_has "the kernel before printed nothing"
ok "a kernel that prints nothing"

fake 'begun; sleep 60'
started=$(date +%s)
prove 2 --onto lacks --json --guest-timeout 2
that test $(($(date +%s) - started)) -lt 50
sentence_has "had not ended when its time was up"
ok "a guest that hangs is ended"

fake 'begun; yes "[    1.0] BUG: flood" | head -c 30000000; bug shown'
prove 1 --onto lacks --json --guest-timeout 60
that test "$(wc -c <out)" -lt 200000
that test "$(wc -c <result/prove/loop-before.log)" -gt 30000000
ok "a guest that floods its console: the document stays small, the file has all"

fake 'begun; printf "\033[2J\033]0;owned\007\n[    2.0] BUG: \033[31m\342\200\256x\n"; bug shown; ended'
prove 1 --onto lacks
that test "$(LC_ALL=C tr -d '\11\12\40-\176\200-\377' <out | wc -c)" -eq 0
ok "what a guest prints never reaches the terminal raw"

if mkdir disk && mount -t tmpfs -o size=4m none disk 2>/dev/null; then
	fake 'begun; yes "a line" | head -c 3000000; bug shown; ended; true'
	expect 2 env PATH="$scratch/path:$PATH" BUILT="$scratch/built" "$STABLEPORT" prove $fix --recipes recipes \
		--output disk/out --onto lacks
	says "no space is left for the console '"
	that test -z "$(ls disk/out/prove | grep log)"
	umount disk
	ok "a disk that is full before a guest has ended is not the guest's fault"
else
	skip "a full disk" "no tmpfs may be mounted here"
fi

fake 'echo "qemu: out of memory" >&2; kill -9 $$'
prove 2 --onto lacks
says "cannot boot the kernel: qemu-system-x86_64 died of signal 9"
fake 'echo "qemu: bad option" >&2; exit 1'
prove 2 --onto lacks
says "qemu: bad option"
that test -z "$(ls result/prove | grep log)"
ok "a qemu that is killed or fails is one sentence"

recipe "config: [ LACKED_OPTION, KASAN ]"
fake honest
prove 2 --onto lacks --json
verdict_is failed
sentence_has "this kernel cannot be configured with LACKED_OPTION: it has no such option"
recipe "config: [ BROKEN ]"
prove 2 --onto lacks
prints "could not be tried: the kernel before does not build"
prints "CONFIG_BROKEN=y"
recipe
ok "a kernel that cannot be configured, or does not build"

mkdir bare
for program in sh make gcc cc ctags spatch git grep sed mkdir cat mv cp rm; do
	real=$(command -v $program) && ln -s "$real" bare/$program
done
expect 2 env PATH="$scratch/bare" "$STABLEPORT" prove $fix --recipes recipes --output result --onto lacks
says "cannot run 'qemu-system-x86_64': it is not installed (Debian package 'qemu-system-x86')"
prove 2 --onto lacks --scenario other
says "the recipe '$fix' has no scenario 'other'"
recipe "helpers: [ no-such-client ]"
prove 2 --onto lacks
says "there is no program 'no-such-client' for the guest"
recipe
rm recipes/$fix/prove/loop.sh
prove 2 --onto lacks
says "there is no scenario '"
recipe "memory: lots"
prove 2 --onto lacks
says "'lots' is not a number of MiB from 32 to 8192"
recipe
ok "what lacks is one sentence each"

fake 'begun; sleep 60'
rm -rf result
PATH="$scratch/path:$PATH" BUILT="$scratch/built" "$STABLEPORT" prove $fix --recipes recipes --output result --onto lacks \
	>out 2>err &
proving=$!
waited=0
while ! test -e result/prove/loop-before.log.stableport-new && test $waited -lt 600; do
	sleep 0.1
	waited=$((waited + 1))
done
kill -INT $proving # a job in the background ignores SIGINT: the program leaves it so
kill -TERM $proving
code=0
wait $proving || code=$?
that test $code -eq 143
that test -z "$(ls result/prove | grep log)"
that test ! -e result/report.json
ok "a run that is interrupted ends its guest and leaves no console"

# The guest's client, as far as it needs no server: a mistake in a scenario is no silence.
client() { printf "%s\n" "$@" | "$(dirname "$STABLEPORT")/guest/nfs4-client" 127.0.0.1 x; }
cannot() {
	why=$1
	shift
	expect 1 client "$@"
	prints "$why"
}
cannot "line 1, frob: there is no such command" frob
cannot "line 2, await: more words are needed" "# of two lines" "await 1"
cannot "line 1, await: a number is needed" "await one 5"
cannot "line 1, pass: a number is needed" "pass 5s"
cannot "line 1, answer: too many answers" "answer ok ok ok ok ok ok ok ok delay"
cannot "line 1, say: the line is too long" "say a b c d e f g h i j k l m n o p"
cannot "line 1, say: the line is too long" "say $(head -c 1500 /dev/zero | tr "\0" a)"
expect 0 client "try pass -1" "say it went on"
prints "x: line 1, try pass: a number is needed"
prints "x: it went on"
ok "the client says which line of its script it cannot follow"

done_testing
