# SPDX-License-Identifier: GPL-2.0-only
# Plans of commits (chains) as the whole program makes them, on a small history of an invented driver:
#
#	first --- tidy --- count --- other --- fix --- stop --- topic's merge --- mend --- near --- beside	master
#	     \--- own								linux-a.y
#	     \--- own --- count, stop (picked with -x)					linux-b.y
#
# count rewrites the lines that fix changes, so fix needs it; stop needs nothing; mend says that it fixes fix; near changes the line
# before that of beside, so git's own merge of beside needs it, and a merge that knows the function does not. Behind beside
# is a branch, later, with a file that no target has and a fix of it (moot).
. "$(dirname "$0")/lib.sh"

repo=$scratch/repo
unset GIT_DIR GIT_WORK_TREE
clock=1500000000
in_repo() { git -C "$repo" "$@"; }

# commit MESSAGE: all that was changed, a minute after the one before.
commit() {
	clock=$((clock + 60))
	in_repo add -A
	GIT_AUTHOR_DATE="$clock +0000" GIT_COMMITTER_DATE="$clock +0000" in_repo commit -q -m "$1"
}
id() { in_repo rev-parse "$1"; }
short() { in_repo rev-parse "$1" | cut -c 1-12; }

make_history() {
	git init -q -b master "$repo"
	in_repo config user.name Tester
	in_repo config user.email tester@example.org
	mkdir -p "$repo/drivers/frob"
	printf 'VERSION = 4\nPATCHLEVEL = 19\nSUBLEVEL = 79\n' >"$repo/Makefile"
	cat >"$repo/drivers/frob/frob.c" <<'END'
#include "frob.h"

static int frob_check(struct frob *frob)
{
	if (!frob->ready)
		return -1;
	return 0;
}

int frob_start(struct frob *frob)
{
	int err = frob_check(frob);

	if (err)
		return err;
	frob->count = frob->count + 1;
	frob_queue(frob);
	return 0;
}

static void frob_drop(struct frob *frob)
{
	frob->owner = 0;
	frob->flags = 0;
}

void frob_stop(struct frob *frob)
{
	frob_drop(frob);
	frob->ready = 0;
	frob->count = 0;
}
END
	cat >"$repo/drivers/frob/frob.h" <<'END'
struct frob {
	int ready, count, owner, flags;
};
void frob_queue(struct frob *frob);
END
	commit 'frob: first'
	in_repo tag first
	in_repo branch linux-a.y
	echo 'the frob driver' >"$repo/tidy"
	commit 'frob: tidy'
	sed -i 's/frob->count = frob->count + 1;/frob->count += frob_weight(frob);/' "$repo/drivers/frob/frob.c"
	sed -i '/^int frob_start/i static int frob_weight(struct frob *frob)\n{\n\treturn frob->flags ? 2 : 1;\n}\n' \
		"$repo/drivers/frob/frob.c"
	commit 'frob: count by weight'
	in_repo tag count
	echo 'int other;' >"$repo/drivers/frob/other.c"
	commit 'frob: other'
	sed -i 's/frob->count += frob_weight(frob);/if (frob->owner)\n\t\tfrob->count += frob_weight(frob);/' \
		"$repo/drivers/frob/frob.c"
	commit 'frob: count what is owned'
	in_repo tag fix
	sed -i 's/^\tfrob->ready = 0;/\tif (frob->ready)\n\t\tfrob->ready = 0;/' "$repo/drivers/frob/frob.c"
	commit 'frob: stop only what is ready'
	in_repo tag stop
	in_repo checkout -q -b topic first
	echo 'int topic;' >"$repo/drivers/frob/topic.c"
	commit 'frob: topic'
	in_repo checkout -q master
	in_repo merge -q --no-ff -m "Merge branch 'topic'" topic
	in_repo tag merge
	sed -i 's/if (frob->owner)/if (frob->owner \&\& frob->ready)/' "$repo/drivers/frob/frob.c"
	commit "frob: count what is owned and ready

Fixes: $(short fix) (\"frob: count what is owned\")"
	in_repo tag mend
	sed -i 's/frob->owner = 0;/frob->owner = -1;/' "$repo/drivers/frob/frob.c"
	commit 'frob: nobody is no owner'
	in_repo tag near
	sed -i 's/frob->flags = 0;/frob->flags = 2;/' "$repo/drivers/frob/frob.c"
	commit 'frob: what is dropped is marked

Upstream-commit: 1234567890abcdef1234567890abcdef12345678'
	in_repo tag beside
	in_repo checkout -q -b later
	printf 'static int frob_wake(struct frob *frob)\n{\n\treturn frob_ring(frob, 3);\n}\n' >"$repo/drivers/frob/later.c"
	printf '\nint frob_later(struct frob *frob)\n{\n\treturn frob_wake(frob);\n}\n' >>"$repo/drivers/frob/later.c"
	commit 'frob: wake later'
	sed -i 's/frob_ring(frob, 3)/frob_ring(frob, 4)/' "$repo/drivers/frob/later.c"
	commit 'frob: ring once more'
	in_repo tag moot
	in_repo checkout -q linux-a.y
	echo 'ours' >"$repo/own"
	commit 'own'
	in_repo checkout -q -b linux-b.y
	in_repo cherry-pick -x count stop >/dev/null
	in_repo checkout -q master
}

make_history
cd "$scratch" || exit 1
state_of "$repo" >before
fix=$(id fix)
plan="stableport plan --repo $repo"

unchanged() {
	state_of "$repo" >after
	cmp -s before after || note "$(diff before after)"
	test -z "$(ls "$scratch" | grep -vxE 'repo|before|after|out|err|graph')" || note "left behind: $(ls "$scratch")"
}

# refuses WHAT IT-SAYS COMMAND...
refuses() {
	title=$1 sentence=$2
	shift 2
	expect 2 "$@"
	says "$sentence"
	that test ! -s out
	unchanged
	ok "$title"
}

# One fix, one target

expect 0 $plan "$fix" --onto linux-a.y
that test ! -s err
prints "$(short fix) onto linux-a.y (4.19.79): 1 prerequisite, every hunk merges cleanly"
prints "  1. $(short count)  frob: count by weight (prerequisite, "
prints "  2. $(short fix)  frob: count what is owned (fix, "
prints "Later upstream, not taken:"
prints "  - $(short mend) frob: count what is owned and ready"
prints "git cherry-pick -x $(short count) $(short fix)"
prints "Verified by carrying it once more, hunk by hunk; no smaller set carries it"
prints_not "frob: other"
unchanged
ok "a fix with one prerequisite: it is named, and nothing else"

expect 0 $plan "$fix" --onto linux-b.y
prints "no prerequisite"
prints_not "prerequisite, +"
ok "where the prerequisite is, it is not asked for"

expect 0 $plan "$fix" --onto linux-a.y --json
for field in '"format": 1' '"document": "chain"' '"verdict": "ready"' '"ref": "linux-a.y"' "\"commit\": \"$(id linux-a.y)\"" \
	'"version": "4.19.79"' "\"commit\": \"$(id count)\"" '"role": "prerequisite"' "\"commit\": \"$fix\"" '"role": "fix"' \
	'"presence": "none"' '"file": "drivers/frob/frob.c"' '"function": "frob_start"' '"disposition": "clean"' \
	"\"commit\": \"$(id mend)\"" '"role": "follow-up"' '"verified": true' '"smallest": true' '"subject": "frob: count by weight"'; do
	prints "$field"
done
! command -v jq >/dev/null || that test "$(jq -r '[.steps[].commit] | join(" ")' out)" = "$(id count) $fix"
unchanged
ok "--json prints what the text says"

expect 0 $plan "$fix" --onto linux-a.y --follow-ups
prints "(4.19.79): 1 prerequisite, 1 follow-up, every hunk merges cleanly"
prints "  3. $(short mend)"
ok "--follow-ups takes them in"

expect 0 $plan stop --onto linux-b.y
prints "$(short stop) onto linux-b.y (4.19.79): nothing to do, it is there"
prints "already there: trailer"
expect 0 $plan fix --onto master
prints "already there: history"
expect 0 $plan fix --onto master --json
prints '"verdict": "nothing to do"'
ok "a fix that is there is nothing to do, with exit code 0"

expect 0 $plan moot --onto linux-a.y --upstream later
prints "$(short moot) onto linux-a.y (4.19.79): nothing to carry, what it changes is not here (1 moot)"
prints_not "no prerequisite"
prints_not "git cherry-pick"
expect 0 $plan moot --onto linux-a.y --upstream later --json
prints '"disposition": "moot"'
prints_not '"disposition": "clean"'
unchanged
ok "a fix of what the target has not is nothing to carry, with exit code 0"

expect 1 $plan fix --onto linux-a.y --without count
prints "it was to be left out (--without)"
prints "no prerequisite, 1 to look at"
prints "merged word by word: look at it"
ok "without what it needs a person has to look, with exit code 1"

expect 0 $plan stop --onto linux-a.y --with count
prints "1 prerequisite"
prints "it was asked for"
ok "--with brings a commit in"

expect 0 $plan beside --onto linux-a.y --fewest
prints "no prerequisite, 1 placed"
prints "placed: drivers/frob/frob.c:"
prints_not "git cherry-pick"
expect 0 $plan beside --onto linux-a.y --plain
prints "1 prerequisite, every hunk merges cleanly"
prints "git cherry-pick -x $(short near) $(short beside)"
expect 0 $plan beside fix --onto linux-a.y --plain
prints "2 commits"
expect 0 $plan beside fix --onto linux-a.y --fewest
prints "1 commit"
ok "--plain takes what git's own merge needs, --fewest what a merge by function needs"

expect 0 $plan 1234567890ab --onto linux-a.y
prints "$(short beside) onto linux-a.y"
prints "1234567890ab is $(short beside) here, says a trailer of it"
expect 0 $plan fix --onto linux-a.y --without 1234567890abcdef1234567890abcdef12345678
expect 2 $plan 1234567890ac --onto linux-a.y
says "no commit '1234567890ac'"
ok "an id that only a trailer of upstream's has is found by it, and that is said"

expect 0 $plan fix --onto linux-a.y --color always
prints "$(printf '\033[')"
expect 0 $plan fix --onto linux-a.y
prints_not "$(printf '\033[')"
ok "colour is for terminals, or on demand"

# Several

expect 0 $plan fix stop --onto linux-a.y --onto linux-b.y -j2
that test ! -s err
that test "$(sed 's/  */ /g; s/ $//' out)" = " linux-a.y linux-b.y
fix frob: count what is owned 2 commits 1 commit
stop frob: stop only what is ready 1 commit there"
unchanged
ok "several fixes and targets are a table"

expect 0 $plan fix stop --onto linux-a.y --onto linux-b.y -j2 --json
that test "$(grep -c '"document": "chain"' out)" -eq 4
! command -v jq >/dev/null || that test "$(jq -r '[.[] | .target.ref] | join(" ")' out)" = \
	"linux-a.y linux-b.y linux-a.y linux-b.y"
ok "a table as JSON is an array of the documents, row by row"

expect 1 $plan fix stop --onto linux-a.y --without count -j1
prints "1 commit, 1 to look at"
ok "a table's exit code is the worst of its cells"

expect 2 $plan fix merge --onto linux-a.y
that test ! -s err
prints "error"
prints "merge onto linux-a.y: '"
prints "2 commits"
expect 2 $plan fix merge --onto linux-a.y --json
prints '"error": "'
prints '"fix": "merge"'
prints '"document": "chain"'
ok "what cannot be planned is said in its place, and the others are planned"

expect 0 $plan fix stop --together --onto linux-a.y
prints "2. $(short fix)"
prints "3. $(short stop)"
expect 0 $plan fix stop --together --onto linux-a.y --onto linux-b.y
prints "fix and 1 more"
prints "3 commits"
ok "--together plans them as one chain"

expect 1 $plan fix nfsd-cb-delay-loop --onto linux-a.y
prints "2 commits"
prints "1 conflict"
ok "recipes and commits stand in one table"

# Signals: a ctags that tells that it runs and then sleeps, in plans that run side by side

mkdir "$scratch/fake"
printf '#!/bin/sh\necho $$ >>"$RUNNING"\nexec sleep 60\n' >"$scratch/fake/ctags"
chmod +x "$scratch/fake/ctags"
for signal in 1 2 15; do
	rm -f running
	# A shell without job control starts what is in the background with SIGINT ignored; env gives it back.
	PATH="$scratch/fake:$PATH" RUNNING="$scratch/running" env --default-signal=INT,QUIT "$STABLEPORT" plan \
		nfsd-callback-running nfsd-cb-delay-loop --onto linux-4.19.y --repo "$(model)" -j2 >out 2>err &
	run=$!
	while test "$(cat running 2>/dev/null | wc -l)" -lt 2 && kill -0 $run 2>/dev/null; do sleep 0.1; done
	kill -$signal $run
	code=0
	wait $run 2>/dev/null || code=$?
	that test "$code" -eq $((128 + signal))
	that test ! -s out
	says "interrupted"
	for child in $(cat running); do ! kill -0 "$child" 2>/dev/null || note "ctags goes on"; done
	rm -f running
	ok "signal $signal ends a table with all that it runs"
done
rm -r "$scratch/fake" "$scratch/model" "$scratch/cache" # where the table's recipes keep what spatch said

# The graph

expect 0 $plan fix --onto linux-a.y --dot
cp out graph
prints "digraph chain {"
prints "\"$(id count)\" -> \"$fix\" [style=bold"
prints "\"$fix\" -> \"$(id count)\" [label=needs]"
prints "\"$(id mend)\" [label="
! command -v dot >/dev/null || that dot -Tsvg -o /dev/null graph
ok "--dot prints a graph of the chain"

# What is refused

refuses "an unknown commit" "there is no recipe for 'no-such-fix' in" $plan no-such-fix --onto linux-a.y
says "no commit 'no-such-fix' in '$repo/'"
ok "and the sentence says that it is no commit either"
refuses "a commit that looks like an option" "'-x' is not the name of a commit" $plan --onto linux-a.y -- -x
refuses "a target that looks like an option" "'-x' is not the name of a commit" $plan fix --onto -x
refuses "a target that is not there" "no commit 'linux-9.y'" $plan fix --onto linux-9.y
refuses "no target" "--onto REF" $plan fix
refuses "a range of commits" "no commit 'first..fix'" $plan first..fix --onto linux-a.y
refuses "a fix that is a merge" "is a merge: name the commits that it brought" $plan merge --onto linux-a.y
refuses "an unknown commit that must be in it" "no commit 'nowhere'" $plan fix --onto linux-a.y --with nowhere
refuses "a commit to leave out that looks like an option" "'-x' is not the name" $plan fix --onto linux-a.y --without=-x
refuses "a name to keep out that is none" "--keep-out 'a b': that is no name in C" $plan fix --onto linux-a.y --keep-out 'a b'
refuses "less than no commit" "--max -1" $plan fix --onto linux-a.y --max=-1
refuses "a budget before now" "--budget -2" $plan fix --onto linux-a.y --budget=-2
refuses "a budget that is no number" "'soon' is no number" $plan fix --onto linux-a.y --budget soon
refuses "a budget without an end" "--budget" $plan fix --onto linux-a.y --budget inf
refuses "a graph and a document" "--dot, --json and --html do not go together" $plan fix --onto linux-a.y --dot --json
refuses "a graph of a table" "--dot draws one chain" $plan fix stop --onto linux-a.y --dot
refuses "a graph of a recipe" "--dot is for a plan of commits: 'nfsd-cb-delay-loop' is a recipe" \
	$plan nfsd-cb-delay-loop --onto linux-a.y --dot
refuses "all and the least" "--plain and --fewest do not go together" $plan fix --onto linux-a.y --plain --fewest
refuses "the fewest of a recipe" "--fewest is for a plan of commits" $plan nfsd-cb-delay-loop --onto linux-a.y --fewest
refuses "a plain merge of a recipe" "--plain is for a plan of commits" $plan nfsd-cb-delay-loop --onto linux-a.y --plain
refuses "a recipe with another commit" "--with is for a plan of commits" $plan nfsd-cb-delay-loop --onto linux-a.y --with fix
refuses "recipes together" "--together is for a plan of commits" $plan nfsd-cb-delay-loop fix --together --onto linux-a.y
refuses "a style for a commit" "--style is for a recipe: 'fix' is a commit" $plan fix --onto linux-a.y --style shim
refuses "a document in a table" "'x.json' is a document" $plan x.json fix --onto linux-a.y
refuses "a plain tree" "is a plain tree: commits are planned onto a revision" \
	sh -c "cd '$repo' && exec \"\$@\"" sh "$STABLEPORT" plan fix --onto drivers
refuses "a chain's document as a fix" "it names no recipe" \
	sh -c "\"\$1\" plan fix --onto linux-a.y --repo '$repo' --json | \"\$1\" plan -" sh "$STABLEPORT"

# What must not matter, and what is said

git clone -q --depth 2 --no-single-branch "file://$repo" shallow
expect 0 stableport plan "$(id mend)" --repo shallow --onto origin/linux-b.y --upstream origin/master
prints "Notes:"
prints "the clone is shallow"
ok "a shallow clone is said"

in_repo checkout -q --orphan unrelated first
in_repo commit -q -m 'frob: a tree without history'
in_repo checkout -q master
expect 0 $plan fix --onto unrelated
prints "no commit in common"
prints "1 prerequisite"
ok "a target of another history is planned onto by its text, and that is said"

in_repo checkout -q -b hostile first
sed -i 's/frob->flags = 0;/frob->flags = 1;/' "$repo/drivers/frob/frob.c"
commit "$(printf 'frob: \033[31mred\033]0;title\007 "];x')"
in_repo checkout -q master
for how in --color=never --json --dot; do
	expect 0 $plan hostile --onto linux-a.y $how
	prints "red"
	that test "$(tr -cd '\033\007' <out | wc -c)" -eq 0
done
ok "escape sequences in a commit's message do not reach the terminal, JSON or a graph"
done_testing
