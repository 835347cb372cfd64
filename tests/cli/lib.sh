# SPDX-License-Identifier: GPL-2.0-only
# Sourced by the tests of the program as a whole: TAP, a model history, and a few checks.
#
#	expect 2 stableport plan no-such-fix --onto x        the exit code; what was printed is in $scratch/out and err
#	says "there is no recipe"                             one sentence on stderr, with this in it
#	ok "a missing recipe is one clear sentence"           closes a test: it passed if nothing failed since the last
#
# Environment: STABLEPORT (the program), MODEL (the program that makes the model history), SOURCE_ROOT (our folder).

: "${STABLEPORT:?names the program}" "${MODEL:?names the program that makes the model}" "${SOURCE_ROOT:?names our folder}"
scratch=$(mktemp -d)
export XDG_CACHE_HOME="$scratch/cache"
trap 'rm -rf "$scratch"' EXIT
nr=0
trouble=

note() {
	trouble="$trouble
#   $*"
}

stableport() { "$STABLEPORT" "$@"; }

expect() {
	wanted=$1
	shift
	code=0
	"$@" >"$scratch/out" 2>"$scratch/err" </dev/null || code=$?
	test "$code" -eq "$wanted" || note "exit code $code, not $wanted, of: $*: $(tail -n 3 "$scratch/err")"
}

says() {
	test "$(wc -l <"$scratch/err")" -eq 1 || note "not one line on stderr: $(cat "$scratch/err")"
	grep -qF -- "$1" "$scratch/err" || note "stderr does not say '$1': $(cat "$scratch/err")"
}

prints() { grep -qF -- "$1" "$scratch/out" || note "stdout does not have '$1'"; }
prints_not() { ! grep -qF -- "$1" "$scratch/out" || note "stdout has '$1'"; }
that() { "$@" || note "not so: $*"; }

ok() {
	nr=$((nr + 1))
	if test -z "$trouble"; then echo "ok $nr - $1"; else echo "not ok $nr - $1$trouble"; fi
	trouble=
}

skip() {
	nr=$((nr + 1))
	echo "ok $nr - $1 # SKIP $2"
}

done_testing() { echo "1..$nr"; }

# A copy of the model history, made once.
model() {
	test -d "$scratch/model" || "$MODEL" "$scratch/model" >/dev/null
	(cd "$scratch/model" && git config user.name Tester && git config user.email tester@example.org)
	echo "$scratch/model"
}

# What must not change in a repository: refs, index, work tree.
state_of() { (cd "$1" && git for-each-ref && git status --porcelain && git rev-parse HEAD && cat .git/HEAD); }
