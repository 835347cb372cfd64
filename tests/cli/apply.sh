# SPDX-License-Identifier: GPL-2.0-only
# apply of commits: carried whole, stopped at a conflict, gone on with, left out, ended; and that nothing of the user's changes.
set -u
. "$SOURCE_ROOT/tests/cli/lib.sh"

export GIT_AUTHOR_NAME=Author GIT_AUTHOR_EMAIL=author@example.org GIT_AUTHOR_DATE='1700000000 +0100'
export GIT_COMMITTER_DATE='1700000000 +0100' GIT_CONFIG_NOSYSTEM=1 STABLEPORT_NO_CACHE=1

# Upstream renames a variable on the way to its fix; the branch has other code where the fix goes.
upstream_start() {
	cat <<'C'
int first(int x)
{
	int sum = x;

	sum += 1;
	return sum;
}

int second(int y)
{
	int product = y;

	product *= 2;
	return product;
}

int third(int z)
{
	return z;
}
C
}

commit() { git add -A && git commit -q -m "$1"; }

# A repository with "upstream" and "stable"; its id of the last two commits of upstream is in clean and conflict.
make_repository() {
	rm -rf "$scratch/repo"
	git init -q -b upstream "$scratch/repo"
	cd "$scratch/repo" || exit 1
	git config user.name Tester
	git config user.email tester@example.org
	git config gc.auto 0
	upstream_start >a.c
	echo '*.o' >.gitignore
	mkdir other
	echo other >other/file
	commit start
	git branch stable
	sed -i 's/sum += 1;/sum += 2;/' a.c
	commit 'a: add two'
	clean=$(git rev-parse HEAD)
	sed -i 's/product \*= 2;/product <<= 2;/' a.c
	echo '/* new */' >new.c
	commit 'a: shift instead'
	conflict=$(git rev-parse HEAD)
	git checkout -q stable
	sed -i 's/product \*= 2;/product = twice(product, 7, 9, "so");/' a.c
	commit 'stable: twice'
	git checkout -q upstream
	echo changed >>other/file
	echo staged >staged
	git add staged
	git stash push -q -m 'of mine' -- other/file
	echo again >>other/file
	before=$(everything)
}

# All of the user's that must not change: refs but ours, HEAD, index, work tree, stash, configuration.
everything() {
	(cd "$scratch/repo" && git for-each-ref | grep -v refs/heads/stableport/
	git symbolic-ref HEAD; git stash list; git status --porcelain | grep -v stableport-out
	git diff; git diff --cached; cat .git/config)
}
nothing_changed() { test "$(everything)" = "$before" || note "something of the user's changed"; }

out=$scratch/output
go() { stableport apply "$@" --repo "$scratch/repo"; }
begin() { rm -rf "$out"; stableport apply "$1" --onto stable --upstream upstream --repo "$scratch/repo" -o "$out" ${2+"$2"} ${3+"$3"}; }
branch_of() { echo "stableport/$(echo "$1" | cut -c1-12)/stable"; }
show() { git -C "$scratch/repo" "$@"; }
no_trace() {
	rm -rf "$scratch/repo/.git/stableport/resolutions"
	rmdir "$scratch/repo/.git/stableport" 2>/dev/null
	test ! -e "$scratch/repo/.git/stableport" || note "a state is left"
	test -z "$(ls "$scratch/repo/.git/worktrees" 2>/dev/null)" || note "a link of a work tree is left"
	test ! -e "$out/work-tree" || note "the work tree is left"
	test -z "$(ls -A "$out" 2>/dev/null | grep '^\.')" || note "something hidden is left in the output folder"
}
resolve() { sed -i '/^<<<<<<< /,/^=======$/d; /^>>>>>>> /d' "$out/work-tree/a.c"; git -C "$out/work-tree" add a.c; }

make_repository

expect 0 begin "$clean"
prints '1 commit'
prints "Branch: $(branch_of "$clean")"
that test "$(show rev-parse "$(branch_of "$clean")^")" = "$(show rev-parse stable)"
that test "$(show show "$(branch_of "$clean"):a.c" | grep -c 'sum += 2')" -eq 1
show log -1 --format=%B "$(branch_of "$clean")" >"$scratch/message"
that grep -q "^commit $clean upstream.$" "$scratch/message"
that test "$(show log -1 --format='%an %ad' --date=raw "$(branch_of "$clean")")" = 'Author 1700000000 +0100'
that test "$(show log -1 --format=%cn "$(branch_of "$clean")")" = Tester
nothing_changed
no_trace
ok 'a commit that merges becomes a branch, and nothing of the user changes'

git clone -q -b stable "$scratch/repo" "$scratch/am"
that git -C "$scratch/am" -c user.name=x -c user.email=x@y am -q "$out"/patches/0001-a-add-two.patch
that test "$(git -C "$scratch/am" rev-parse 'HEAD^{tree}')" = "$(show rev-parse "$(branch_of "$clean")^{tree}")"
ok 'its patch, taken by git am, makes the same tree'

expect 2 begin "$clean"
says 'is there already; --force replaces it'
old=$(show rev-parse "$(branch_of "$clean")")
expect 0 begin "$clean" --force --signoff
that test "$(show rev-parse "$(branch_of "$clean")")" != "$old"
that test "$(show log -1 --format=%B "$(branch_of "$clean")" | grep -c '^Signed-off-by: Tester <tester@example.org>$')" -eq 1
ok 'a branch that is there is replaced with --force only'
show branch -q -D "$(branch_of "$clean")"

expect 0 begin "$clean" --dry-run
prints '1 commit'
prints 'Nothing was written'
that test -z "$(show for-each-ref refs/heads/stableport)"
that test ! -e "$out"
nothing_changed
no_trace
ok 'a dry run shows what comes of it and writes nothing'

objects=$(show count-objects -v)
expect 1 begin "$conflict" --dry-run
prints 'in conflict: a.c:13 second'
that test "$(show count-objects -v)" = "$objects"
no_trace
ok 'a dry run that stops writes nothing either, no object'

expect 1 begin "$conflict"
prints 'stopped at 1 of 1'
prints 'in conflict: a.c:13 second'
prints "Work tree: $out/work-tree"
that test -z "$(show for-each-ref refs/heads/stableport)"
that grep -q '^<<<<<<< target$' "$out/work-tree/a.c"
that test "$(cat "$out/work-tree/new.c")" = '/* new */'
that test ! -e "$out/work-tree/other"
that test "$(git -C "$out/work-tree" status --porcelain)" = 'UU a.c
A  new.c'
nothing_changed
ok 'a conflict stops it in a work tree of its own, with the folders that it touches'

expect 1 stableport status --repo "$scratch/repo"
prints 'stopped at 1 of 1'
expect 1 stableport status --repo "$scratch/repo" --json
prints '"phase": "stopped"'
ok 'status says where it stands'

expect 2 stableport apply "$conflict" --onto stable --upstream upstream --repo "$scratch/repo" -o "$out"
says 'is under way'
ok 'the same apply is not begun twice'

expect 1 go --continue
prints "'a.c' is in conflict still"
git -C "$out/work-tree" add a.c
expect 1 go --continue
prints "'a.c' has a conflict marker still, in line 13"
resolve
echo '/* more */' >>"$out/work-tree/a.c"
expect 1 go --continue
prints "'a.c' has changes that are not staged"
ok 'what is not resolved is not taken, and it says why'

git -C "$out/work-tree" add a.c
expect 0 go --continue
prints 'made, resolved by hand'
prints 'resolved by hand: a.c (second)'
that test "$(show show "$(branch_of "$conflict"):a.c" | grep -c 'product <<= 2')" -eq 1
that test "$(show show "$(branch_of "$conflict"):a.c" | tail -n 1)" = '/* more */'
that test "$(show show "$(branch_of "$conflict"):other/file")" = other
that test "$(show log -1 --format=%B "$(branch_of "$conflict")" | grep -c 'resolved by hand')" -eq 1
prints "remembered in"
nothing_changed
that test "$(show fsck 2>&1 | grep -vc dangling)" -eq 0
ok 'what was resolved becomes the commit, and the work tree goes'
show branch -q -D "$(branch_of "$conflict")"

that test -z "$(show for-each-ref refs/heads/stableport)"
remembered=$(ls "$scratch"/repo/.git/stableport/resolutions/*/*.resolution)
that test "$(echo "$remembered" | wc -l)" -eq 1
expect 1 begin "$conflict"
prints "1 hunk to look at"
prints "review: resolved as it was before: a.c (second)"
that test "$(show show "$(branch_of "$conflict"):a.c" | tail -n 1)" = "/* more */"
show branch -q -D "$(branch_of "$conflict")"
mkdir "$scratch/shared"
mv "$scratch"/repo/.git/stableport/resolutions/* "$scratch/shared"
rm -r "$scratch/repo/.git/stableport"
expect 1 begin "$conflict" --resolutions="$scratch/shared"
prints "review: resolved as it was before: a.c (second)"
show branch -q -D "$(branch_of "$conflict")"
no_trace
ok "a resolution is remembered, and the file of it can be shared"

expect 1 begin "$conflict"
resolve
git -C "$out/work-tree" commit -q -m 'in my words' -m 'Two lines,
of body.'
(cd "$out/work-tree" && expect 0 stableport apply --continue && prints 'made, resolved by hand' && test -z "$trouble") ||
	note 'going on from within the work tree'
that test "$(show log -1 --format=%s "$(branch_of "$conflict")")" = 'in my words'
that grep -q '^Subject: \[PATCH 1/1\] in my words$' "$out"/patches/0001-in-my-words.patch
rm -rf "$scratch/am"
git clone -q -b stable "$scratch/repo" "$scratch/am"
that git -C "$scratch/am" -c user.name=x -c user.email=x am -q "$out"/patches/series.mbox
that test "$(git -C "$scratch/am" log -1 --format='%B%an%ad%T')" = \
	"$(show log -1 --format='%B%an%ad%T' "$(branch_of "$conflict")")"
nothing_changed
no_trace
ok 'a commit that the user made there is taken as it is, and the mail is that commit'
show branch -q -D "$(branch_of "$conflict")"

expect 1 begin "$conflict"
resolve
git -C "$out/work-tree" commit -q -m one
git -C "$out/work-tree" commit -q --allow-empty -m two
expect 1 go --continue
prints 'which is not one commit on'
expect 0 go --abort
prints 'ended'
that test -z "$(show for-each-ref refs/heads/stableport)"
nothing_changed
no_trace
ok 'an apply that is aborted leaves no trace'

expect 1 begin "$conflict"
show config --unset user.name
home=$HOME
HOME=$scratch/nobody
expect 2 go --skip
says 'user.name'
expect 0 go --abort
HOME=$home
show config user.name Tester
before=$(everything)
no_trace
ok 'one that is ended need not be able to go on'

expect 1 begin "$conflict"
echo mine >"$out/work-tree/notes.txt"
expect 0 go --abort
that test "$(tr -s '\n ' '  ' <"$scratch/out" | grep -c 'has files of yours and stays')" -eq 1
that test "$(cat "$out/work-tree/notes.txt")" = mine
that test ! -e "$scratch/repo/.git/stableport"
expect 2 stableport apply "$conflict" --onto stable --upstream upstream --repo "$scratch/repo" -o "$out"
says "'$out/work-tree' was left to you by an earlier apply"
that test "$(cat "$out/work-tree/notes.txt")" = mine
show worktree remove --force "$out/work-tree"
ok 'files that the user put into the work tree are kept'

expect 1 begin "$conflict"
expect 0 go --quit
that test -e "$out/work-tree/a.c"
that test ! -e "$scratch/repo/.git/stableport"
echo '/* my work */' >>"$out/work-tree/a.c"
for folder in "$out" "$out-2"; do
	expect 2 stableport apply "$conflict" --onto stable --upstream upstream --repo "$scratch/repo" -o "$folder"
	says "'$out/work-tree' was left to you by an earlier apply"
	that test "$(tail -n 1 "$out/work-tree/a.c")" = '/* my work */'
done
rm -r "$out"
expect 1 begin "$conflict"
expect 0 go --abort
no_trace
rm -rf "$out-2"
nothing_changed
ok 'an apply that is quit leaves its work tree, and none takes it away'

expect 1 begin "$conflict"
git -C "$scratch/repo" branch stable-2 stable
expect 2 stableport apply "$conflict" --onto stable-2 --upstream upstream --repo "$scratch/repo" -o "$out"
says 'no work tree of ours'
that test "$(git -C "$out/work-tree" status --porcelain)" = 'UU a.c
A  new.c'
expect 0 go --abort "$(echo "$conflict" | cut -c1-12)/stable-2"
that test -e "$out/work-tree/a.c"
expect 0 go --abort
show branch -q -D stable-2
no_trace
ok 'two applies do not share a work tree'

expect 1 stableport apply "$clean" "$conflict" --onto stable --upstream upstream --repo "$scratch/repo" -o "$out"
prints 'stopped at 2 of 2'
expect 0 go --skip
prints '1 commit, 1 left out'
both=stableport/$(echo "$clean" | cut -c1-12)+1/stable
that test "$(show rev-parse "$both^")" = "$(show rev-parse stable)"
nothing_changed
no_trace
ok 'a commit that is skipped is left out'

code=0
stableport apply "$clean" "$conflict" --onto stable --upstream upstream --repo "$scratch/repo" -o "$out" --force \
	--from "$conflict" >"$scratch/out" 2>"$scratch/err" || code=$?
that test "$code" -eq 1
prints '(fix '"$(echo "$clean" | cut -c1-12)"': left out)'
prints 'stopped at 2 of 2'
expect 0 go --abort
ok 'it can begin at a later step'
show branch -q -D "$both"

expect 1 begin "$conflict"
show branch "$(branch_of "$conflict")" stable
resolve
expect 2 go --continue
says 'meanwhile'
expect 1 stableport status --repo "$scratch/repo"
prints "All is carried; 'stableport apply --continue' makes patches and branch."
show branch -q -D "$(branch_of "$conflict")"
expect 0 go --continue
prints 'made again'
that test "$(show show "$(branch_of "$conflict"):a.c" | grep -c 'product <<= 2')" -eq 1
no_trace
ok 'a branch that somebody made meanwhile is not replaced, and nothing is lost'
show branch -q -D "$(branch_of "$conflict")"

expect 1 begin "$conflict"
mv "$out" "$out.first"
git -C "$scratch/repo" worktree repair "$out.first/work-tree" >/dev/null 2>&1
expect 2 go --continue
says 'is gone: --skip leaves the step out, --abort ends the apply'
expect 0 go --abort
rm -rf "$out.first"
no_trace
ok 'a work tree that is gone is said to be'

expect 1 begin "$conflict"
todo=$(echo "$scratch"/repo/.git/stableport/*/stable/todo.json)
cp "$todo" "$scratch/todo"
for damage in 's/"phase": "stopped"/"phase": "standing"/' 's/"phase": "stopped"/"phase": "finishing"/' 's/"next": 0/"next": 7/' 's/"tip": "[0-9a-f]*"/"tip": "HEAD"/' \
	's/"path": "a.c"/"path": "..\/a.c"/' 's/{/[/' 's/"format": 1/"format": 2/'; do
	sed "1,\$$damage" "$scratch/todo" >"$todo"
	expect 2 go --continue
	says 'todo.json'
	expect 2 go --abort
done
expect 1 stableport status --repo "$scratch/repo"
prints "todo.json"
cp "$scratch/todo" "$todo"
expect 0 go --abort
no_trace
ok 'a todo that was damaged is refused'

expect 1 begin "$conflict"
expect 1 stableport apply "$clean" "$conflict" --onto stable --upstream upstream --repo "$scratch/repo" -o "$out-2"
expect 2 go --continue
says '2 applies are under way: name one'
expect 2 go --continue nothing
says "'nothing' names no apply that is under way"
expect 0 go --abort "$(echo "$conflict" | cut -c1-12)"
expect 0 go --abort
rm -rf "$out-2"
expect 2 go --continue
says 'no apply is under way here'
expect 0 stableport status --repo "$scratch/repo"
prints 'no apply is under way'
no_trace
ok 'of several that are under way one has to be named'

expect 2 go --continue --abort
says 'do not go together'
expect 2 go --continue --onto stable
says '--onto is for the beginning of an apply'
expect 2 go --continue --signoff
says '--signoff is for the beginning of an apply'
expect 2 go --continue --message-style netdev
says '--message-style is for the beginning of an apply'
expect 2 stableport apply --repo "$scratch/repo"
says 'name a fix or a commit'
expect 2 stableport apply "$clean" --repo "$scratch/repo"
says 'name the target: --onto REF'
expect 2 begin "$clean" --from 9
says "--from '9': there is no such step"
expect 2 begin "$clean" --in-place
says '--in-place is for a recipe'
expect 2 stableport apply nfsd-callback-running --onto stable --repo "$scratch/repo" --dry-run
says '--dry-run is for a plan of commits'
nothing_changed
expect 2 begin "$clean" --message-style=x
says "there are 'stable'"
mkdir -p "$out/patches"
echo theirs >"$out/patches/file"
expect 2 stableport apply "$conflict" --onto stable --upstream upstream --repo "$scratch/repo" -o "$out"
says "is not a series of ours"
that test ! -e "$out/work-tree"
rm -r "$out"
ok 'options that make no sense are refused'

if git init -q --object-format=sha256 "$scratch/sha256" 2>/dev/null; then
	expect 2 stableport status --repo "$scratch/sha256"
	says 'has SHA-256 ids, which are not supported'
fi
ok 'a repository with other ids is said to be one'

done_testing
