# SPDX-License-Identifier: GPL-2.0-only
# Nothing is lost: the program is killed at each of its system calls that write, and each of them is made to fail for
# want of space and for a broken disk.
#
#	1. A command is run undisturbed under strace: each call that wrote something is a point, and what came of it is
#	   what every other run must come to.
#	2. For each point: a fresh copy of everything, and the command killed as it enters that call (or the call fails
#	   with EIO; or it and all later ones of its kind fail with ENOSPC, as a full disk does).
#	3. What the user has must be as it was, byte for byte; the branch is not there or is whole; git fsck is content.
#	   A failure is exit code 2 with one sentence, or the run is done in spite of it.
#	4. The command is run again. It must come to the same, and no file may be left that an undisturbed run does not
#	   leave: no lock, no scratch folder, no half of an object.
#
# usage: kill-points.sh [SCENARIO...]
# CRASH_POINTS=all takes every point; the usual is every 17th of the kills and 31st of the failures, with another
# beginning in each scenario, for ./test runs this in three builds. The figures of a whole run are in
# docs/architecture.md.
. "$(dirname "$0")/../cli/lib.sh"

if ! strace -o /dev/null true 2>/dev/null; then
	skip "killed at every call that writes" "strace cannot trace here"
		exit 0
fi
scratch=$(cd "$scratch" && pwd -P)
export GIT_CONFIG_NOSYSTEM=1 GIT_OPTIONAL_LOCKS=0 GIT_CONFIG_GLOBAL=/dev/null
ASAN_OPTIONS=${ASAN_OPTIONS:-}
unset XDG_CACHE_HOME XDG_CONFIG_HOME
calls='?write,?pwrite64,?writev,?rename,?renameat,?renameat2,?link,?linkat,?symlink,?symlinkat,?unlink,?unlinkat,?mkdir,?mkdirat'
calls="$calls,?rmdir,?fsync,?fdatasync,?ftruncate,?chmod,?fchmod,?fchmodat,?utimensat,?fallocate,?copy_file_range,?open,?openat"

# ---- what is carried onto what ----

# A kernel of five files, a branch without two of upstream's commits, and things of the user's that must not change:
# something staged, something changed, something untracked, a stash, hooks, packed refs.
make_base() {
	mkdir -p "$base/repo/fs/one" "$base/repo/include" "$base/home" "$base/tmp" "$base/recipes/small"
	(
		cd "$base/repo" && git init -q -b master && git config user.name Tester &&
			git config user.email tester@example.org
		printf 'VERSION = 4\nPATCHLEVEL = 19\nSUBLEVEL = 79\nEXTRAVERSION =\n' >Makefile
		printf '/* counts */\nint counted;\n\nvoid count_one(void)\n{\n\tcounted++;\n}\n\n' >fs/one/a.c
		printf 'int is_counted(void)\n{\n\treturn counted;\n}\n' >>fs/one/a.c
		echo 'obj-y += a.o' >fs/one/Makefile
		echo 'void count_one(void);' >include/one.h
		: >Kconfig
		git add . && git commit -qm 'Linux 4.19.79' && git branch linux-4.19.y && git tag v4.19.79
		sed -i 's/return counted;/return counted > 0;/' fs/one/a.c
		git commit -qam 'one: is_counted() says yes or no'
		sed -i 's/counted++;/&\n\ttell_two();/' fs/one/a.c
		echo 'void tell_two(void) {}' >fs/one/two.c
		echo 'obj-y += two.o' >>fs/one/Makefile
		git add . && git commit -qm 'one: tell two'
		git checkout -q -b linux-4.14.y linux-4.19.y
		sed -i 's/return counted;/return sum_of(&counted, other);/' fs/one/a.c
		git commit -qam 'one: counted otherwise' && git checkout -q master
		git pack-refs --all
		echo '/* stashed */' >>include/one.h && git stash -q
		echo '/* staged */' >>include/one.h && git add include/one.h
		echo '/* changed */' >>fs/one/a.c
		echo mine >untracked
		printf '#!/bin/sh\ntouch "%s/hooked"\n' "$scratch" >.git/hooks/post-commit
		cp .git/hooks/post-commit .git/hooks/reference-transaction
		chmod +x .git/hooks/post-commit .git/hooks/reference-transaction
	)
	mkdir "$base/tree"
	git -C "$base/repo" archive linux-4.19.y | tar -x -C "$base/tree"
	sed -i 's/counted;/counted_too;/; s/_one/_two/; s/is_c/has_c/' "$base/tree/fs/one/a.c"
	cp "$base/repo/include/one.h" "$base/tree/fs/one/b.h"
	git -C "$base/repo" show linux-4.19.y:fs/one/a.c >"$base/tree/fs/one/b.c"
	mkdir -p "$base/recipes/rules" "$base/recipes/semantic-patches" "$base/recipes/backports"
	printf '@yes@\nidentifier f, c;\n@@\n int f(void)\n {\n-\treturn c;\n+\treturn c > 0;\n }\n' >"$base/recipes/semantic-patches/yes.cocci"
	printf '@there@\nidentifier f, c;\n@@\n int f(void)\n {\n*\treturn c > 0;\n }\n' >"$base/recipes/semantic-patches/there.cocci"
	in_place_recipe >"$base/recipes/rules/recipe.yaml"
	recipe >"$base/recipes/small/recipe.yaml"
}

recipe() {
	cat <<-END
		title: Two is told
		description: Two is told.
		scope: [ fs/one ]
		build:
		  config: [ 64BIT ]
		  objects: [ fs/one/a.o ]
		commits:
		  - id: $(git -C "$base/repo" rev-parse master~1)
		    subject: "one: is_counted() says yes or no"
		    author: "Tester <tester@example.org>"
		    role: prerequisite
		    summary: Says yes or no.
		    there-when:
		      - has: function says_yes
		  - id: $(git -C "$base/repo" rev-parse master)
		    subject: "one: tell two"
		    author: "Tester <tester@example.org>"
		    role: fix
		    summary: Tells two.
		    there-when:
		      - has: function tell_two
		conditions: []
	END
}

in_place_recipe() {
	recipe | sed '/^  - id/,$d'
	cat <<-END
		  - id: $(git -C "$base/repo" rev-parse master~1)
		    subject: "one: is_counted() says yes or no"
		    author: "Tester <tester@example.org>"
		    role: fix
		    summary: Says yes or no.
		    there-when:
		      - matches: there.cocci
		        in: [ fs/one/a.c, fs/one/b.c ]
		    adapt:
		      - semantic-patch: yes.cocci
		        files: [ fs/one/a.c, fs/one/b.c ]
		        rules: [ yes ]
		        why: "two files have it"
		conditions: []
	END
}

# ---- scenarios: how a copy is prepared, the command, and how it is run again ----

commits='apply master~1 master --output out --repo repo --onto'
stop() { "$STABLEPORT" $commits linux-4.14.y || test $? -eq 1; }
stop_and_resolve() {
	stop && (
		cd out/work-tree && git show linux-4.14.y:fs/one/a.c | sed 's/return sum.*/return sum_of(&counted, other) > 0;/' >fs/one/a.c &&
			git add fs/one/a.c
	)
}

# The command runs in the copy, with its own TMPDIR and HOME.
small='small --recipes recipes --output out'
port='port small --recipes recipes --output out --no-build --repo repo --onto linux-4.19.y'

scenario() {
	prepare=: command= code_undisturbed=0
	case $1 in
	port) command=$port ;;
	force) # The branch of an earlier run is replaced.
		prepare='"$STABLEPORT" $port && git -c core.hooksPath=/dev/null -C repo branch -f stableport/small/linux-4.19.y linux-4.19.y'
		command="$port --force"
		;;
	apply) command="apply $small --repo repo --onto linux-4.19.y" ;;
	in-place) command="port rules --recipes recipes --output out --no-build --in-place --onto tree" ;;
	commits) command="$commits linux-4.19.y" ;;
	stop) # It stops at a conflict.
		command="$commits linux-4.14.y" code_undisturbed=1
		;;
	continue)
		prepare=stop_and_resolve command='apply --continue --repo repo'
		;;
	skip) prepare=stop command='apply --skip --repo repo' ;;
	abort) prepare=stop command='apply --abort --repo repo' ;;
	*)
		echo "Bail out! no scenario '$1'"
		exit 1
		;;
	esac
}
scenarios='port force apply in-place commits stop continue skip abort'

# ---- looking ----

# All that is the user's, byte for byte, but the cache: his work tree and everything of git's but objects and what we are
# here to make.
users() {
	find repo recipes home -path home/.cache -prune -o -path repo/.git/objects -prune -o -path '*/heads/stableport' -prune -o \
		-path repo/.git/stableport -prune -o -path repo/.git/worktrees -prune -o -type f -print0 |
		sort -z | xargs -0 sha1sum
	git -C repo cat-file --batch-check --batch-all-objects --unordered | grep -xFf "$base.objects" | sort
}

# What was made, without what differs from run to run: ids of commits, hence not by name.
result() {
	for ref in $(git -C repo for-each-ref --format='%(refname)' refs/heads/stableport); do
		echo "$ref" && git -C repo log --no-decorate --format='%T %an <%ae> %ad%n%B' linux-4.19.y.."$ref"
	done
	test ! -d out/patches || (cd out/patches && tail -n +1 -- * | sed 's/^From [0-9a-f]\{40\} /From /; /^Date: /d')
	# What a run in place could not take away is taken away by the next: names() sees to that.
	find tree -type f ! -name "*.stableport-*" ! -name .stableport-in-place -print0 | sort -z | xargs -0 sha1sum
	test ! -d out/work-tree || find out/work-tree -type f ! -name .git -print0 | sort -z | xargs -0 sha1sum
	test ! -d out/work-tree || git -C out/work-tree status --porcelain 2>&1
}

# All names but those of the cache, whose files nobody believes that are not whole, and which goes when there is no room:
# with these an undisturbed run is compared, so whatever is left over shows, but for empty folders of states. What
# libgit2 leaves of an object that it writes for a work tree is taken away by git gc, as is git's own.
names() {
	find . -path ./home/.cache -prune -o -path './repo/.git/objects/??' -prune -o -name 'tmp_object_git2_*' -prune -o -path ./repo/.git/worktrees -empty -prune \
		-o -path './repo/.git/stableport*' -type d -o -print | sort
}

# ---- one run ----

traced() { env TMPDIR="$PWD/tmp" HOME="$PWD/home" STABLEPORT_DATA="$PWD/recipes" \
		ASAN_OPTIONS="$ASAN_OPTIONS:detect_leaks=0" strace -qq -o "$1" -e trace="$2" $3 "$STABLEPORT" $command; }

fresh() {
	rm -rf "$box"
	cp -a "$base.$scenario" "$box"
	# What links a work tree names folders in full.
	! grep -rlF "$base.$scenario" "$box" >"$box.absolute" || xargs sed -i "s|$base.$scenario|$box|g" <"$box.absolute"
}

# The points of the undisturbed run: "call number", for strace counts each kind of call by itself; a call that failed
# wrote nothing, and openat writes only where it makes or cuts.
points() {
	awk '{
		if (/^---|^\+\+\+/) next
		call = $0; sub(/\(.*/, "", call); n[call]++
		if ($0 ~ / = -1 E/ || (call ~ /^open/ && $0 !~ /O_CREAT|O_TRUNC/)) next
		print call, n[call]
	}' "$1"
}

complain() { printf '%s\n' "$*" | head -n 12 | sed "s/^/# $kind at $call $number: /"; }

# Nothing of the user's has changed; what we make is whole or not there.
check_safe() {
	users >"$box.users"
	cmp -s "$base.users" "$box.users" || complain "the user's: $(diff "$base.users" "$box.users" | grep '^[<>]')"
	git -C repo fsck --no-dangling --no-progress >"$box.fsck" 2>&1 || complain "git fsck: $(cat "$box.fsck")"
	test ! -s "$box.fsck" || complain "git fsck: $(cat "$box.fsck")"
	for lock in $(find repo -name '*.lock' ! -path 'repo/.git/refs/heads/stableport/*' ! -path 'repo/.git/worktrees/stableport-*'); do complain "left: $lock"; done
	for ref in $(git -C repo for-each-ref --format='%(refname)' refs/heads/stableport); do
		tree=$(git -C repo rev-parse "$ref^{tree}" 2>&1)
		grep -qF "$tree" "$base.$scenario.trees" || complain "$ref has the tree $tree"
	done
	# In a plain tree a file is the old one or the new one, or the old one is beside it.
	find tree -type f ! -name '*.stableport-*' -print0 | xargs -0 sha1sum | grep -vxFf "$base.$scenario.files" |
		while read -r _ path; do complain "$path is neither old nor new"; done
	(cd "$base.$scenario" && find tree -type f) | while read -r path; do
		test -e "$path" || test -e "$path.stableport-old" || complain "$path is lost"
	done
}

again() {
	code=0
	env TMPDIR="$PWD/tmp" HOME="$PWD/home" STABLEPORT_DATA="$PWD/recipes" "$STABLEPORT" "$@" >"$box.out" 2>"$box.err" </dev/null || code=$?
}

# The command once more. What was done before it was killed, or waits for a person, is said to be so, with code 2: what there
# is then counts.
check_again() {
	again $command
	if grep -q 'is under way: ' "$box.err"; then
		again apply --continue --repo repo
		is_done=yes
	fi
	! grep -q 'no apply is under way' "$box.err" || is_done=yes
	test "$code" -eq "$code_undisturbed" || test "$code$is_done" = 2yes ||
		complain "run again it ends with $code: $(cat "$box.err")"
	result >"$box.result"
	cmp -s "$base.$scenario.result" "$box.result" || complain "run again: $(diff "$base.$scenario.result" "$box.result")"
	names >"$box.names"
	# That a resolution cannot be remembered does not keep it from being used.
	test "$kind" = kill || grep '/resolutions' "$base.$scenario.names" | sort -m - "$box.names" | uniq >"$box.all"
	test "$kind" = kill || mv "$box.all" "$box.names"
	cmp -s "$base.$scenario.names" "$box.names" || complain "left: $(diff "$base.$scenario.names" "$box.names" | grep '^[<>]')"
	users >"$box.users"
	cmp -s "$base.users" "$box.users" || complain "the user's, run again: $(diff "$base.users" "$box.users" | grep '^[<>]')"
}

disturb() {
	is_done=
	case $kind in
	kill) how=signal=KILL:when=$number ;;
	EIO) how=error=EIO:when=$number ;;
	ENOSPC) how=error=ENOSPC:when=$number+ ;;
	esac
	code=0
	traced /dev/null "$call" "-e inject=$call:$how" >"$box.out" 2>"$box.err" </dev/null || code=$?
	case $kind-$code in
	kill-137)
		echo "= killed"
		! grep -qE '^(Result|Branch):' "$box.out" || is_done=yes
		;;
	kill-$code_undisturbed)
		# Folders of objects are named by ids, and ids by the second: this run had a call of that kind less.
		echo "= ended before it"
		is_done=yes
		;;
	EIO-$code_undisturbed | ENOSPC-$code_undisturbed)
		echo "= done in spite of it"
		is_done=yes
		result >"$box.result"
		cmp -s "$base.$scenario.result" "$box.result" || complain "done, but: $(diff "$base.$scenario.result" "$box.result")"
		;;
	EIO-2 | ENOSPC-2)
		echo "= refused"
		# Where stderr itself cannot be written there is nobody to tell.
		test "$(wc -l <"$box.err")" -eq 1 || test "$call" = write || complain "said: $(cat "$box.err")"
		;;
	*) complain "ended with $code: $(cat "$box.err")" ;;
	esac
}

# work WORKER: every second point, from the WORKERth on.
work() {
	box=$scratch/box$1
	sed -n "$1~2p" "$base.$scenario.points" | while read -r kind call number; do
		fresh
		cd "$box" || exit 1
		disturb
		check_safe
		check_again
		case $(cat "$box.err") in *'note:'*) echo "= said what was found" ;; esac
		cd "$scratch" || exit 1
	done >"$scratch/worker$1"
}

undisturbed() {
	box=$scratch/box1
	cp -a "$base" "$base.$scenario"
	(cd "$base.$scenario" && export TMPDIR="$PWD/tmp" HOME="$PWD/home" && eval "$prepare") >"$scratch/out" 2>&1 ||
		note "cannot be prepared: $(cat "$scratch/out")"
	(cd "$base.$scenario" && users >"$base.users" && find tree -type f -print0 | xargs -0 sha1sum) >"$base.$scenario.files"
	git -C "$base.$scenario/repo" log --all --format=%T >"$base.$scenario.trees"
	fresh
	cd "$box" || exit 1
	code=0
	traced "$scratch/trace" "$calls" "" >"$scratch/out" 2>"$scratch/err" </dev/null || code=$?
	test $code -eq $code_undisturbed || note "ends with $code undisturbed: $(cat "$scratch/err")"
	result >"$base.$scenario.result"
	names >"$base.$scenario.names"
	find tree -type f -print0 | xargs -0 sha1sum >>"$base.$scenario.files"
	git -C repo log --all --format=%T >>"$base.$scenario.trees"
	cd "$scratch" || exit 1
	points "$scratch/trace" >"$base.$scenario.all"
}

# Which of all the points: each, or every so manieth.
choose() {
	for kind in kill EIO ENOSPC; do
		stride=31
		test $kind = ENOSPC && grep='^(write|pwrite64|writev|mkdir|mkdirat|link|linkat|rename.*|open|openat|fsync|symlink.*|fallocate|ftruncate) ' || grep=.
		test $kind != kill || stride=17
		test "${CRASH_POINTS:-}" != all || stride=1
		grep -E "$grep" "$base.$scenario.all" | sed -n "$((nr % stride + 1))~${stride}s/^/$kind /p"
	done >"$base.$scenario.points"
}

# ---- at any moment ----

# SIGTERM, SIGINT and SIGHUP at moments of a run's time; too little memory; two runs at once; a branch that moves meanwhile.
moments() {
	scenario=port kind=signal is_done= code_undisturbed=0 box=$scratch/box1
	scenario port
	rm -rf "$base.port" && undisturbed
	for number in 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 18 20 24 30; do
		call=moment is_done=
		case $((${number#0} % 3)) in 0) signal=TERM ;; 1) signal=INT ;; 2) signal=HUP ;; esac
		fresh
		cd "$box" || exit 1
		code=0
		env --default-signal=INT,QUIT TMPDIR="$PWD/tmp" HOME="$PWD/home" timeout --foreground -s $signal "0.$number" "$STABLEPORT" $port \
			>"$box.out" 2>"$box.err" </dev/null || code=$?
		! grep -qE '^(Result|Branch):' "$box.out" || is_done=yes
		case $code in 0 | 124 | 129 | 130 | 143) ;; *) complain "ended with $code: $(cat "$box.err")" ;; esac
		check_safe
		for left in tmp/* out/.patches-* repo/.git/stableport/.run-*; do
			test ! -e "$left" || test -s "$left/branch" || complain "left: $left"
		done
		check_again
		cd "$scratch" || exit 1
	done >"$scratch/moments"
	test ! -s "$scratch/moments" || note "$(cat "$scratch/moments")"
	ok "SIGTERM, SIGINT and SIGHUP at 20 moments: nothing is lost or left"

	kind=memory
	for number in 20000 30000 40000 50000 60000 80000 100000; do
		call=ulimit is_done=
		fresh
		cd "$box" || exit 1
		code=0
		(ulimit -v $number && exec env TMPDIR="$PWD/tmp" HOME="$PWD/home" "$STABLEPORT" $port) >"$box.out" 2>"$box.err" </dev/null || code=$?
		case $code in 0) is_done=yes ;; 2 | 127) ;; *) complain "ended with $code: $(cat "$box.err")" ;; esac
		check_safe
		check_again
		cd "$scratch" || exit 1
	done >"$scratch/moments"
	test ! -s "$scratch/moments" || note "$(cat "$scratch/moments")"
	case "$ASAN_OPTIONS$(nm -D "$STABLEPORT" 2>/dev/null | grep -c __asan)" in
	0) ok "too little memory: a sentence, and nothing is lost" ;;
	*) trouble= && skip "too little memory" "the sanitizers need terabytes of addresses" ;;
	esac

	kind=two call=runs number=1 is_done=
	fresh
	cd "$box" || exit 1
	for i in 1 2 3 4; do
		env TMPDIR="$PWD/tmp" HOME="$PWD/home" "$STABLEPORT" $port >"$box.out$i" 2>"$box.err$i" </dev/null &
	done
	wait
	nr_done=$(grep -l '^Result:' "$box".out[1-4] | wc -l)
	test "$nr_done" -ge 1 || complain "none of four runs at once was done: $(cat "$box".err[1-4])"
	{ check_safe && is_done=yes && check_again; } >>"$scratch/moments"
	cd "$scratch" || exit 1
	test ! -s "$scratch/moments" || note "$(cat "$scratch/moments")"
	ok "four runs at once: at least one is done, the others say why not"
}

# ---- all ----

base=$scratch/base
make_base
git -C "$base/repo" cat-file --batch-check --batch-all-objects | sort >"$base.objects"
for scenario in ${*:-$scenarios}; do
	scenario "$scenario"
	undisturbed
	choose
	work 1 &
	work 2
	wait
	cat "$scratch/worker1" "$scratch/worker2" >"$scratch/all"
	for what in kill EIO ENOSPC; do
		grep "^# $what " "$scratch/all" | head -n 400 >"$scratch/found"
		test ! -s "$scratch/found" || note "$(cat "$scratch/found")"
		points=$(grep -c "^$what " "$base.$scenario.points")
		ok "$scenario: $what at $points of $(wc -l <"$base.$scenario.all") calls that write"
	done
	sort "$scratch/all" | grep '^=' | uniq -c | sed "s/ *\([0-9]*\) = /# $scenario: \1 /"
	test ! -e "$scratch/hooked" || note "a hook was run"
	ok "$scenario: no hook is run"
done
test -n "$*" || moments
done_testing
