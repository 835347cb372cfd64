# SPDX-License-Identifier: GPL-2.0-only
# What a carried series is written as: message styles, references, mailbox, cover letter, range-diff, left-overs.
. "$(dirname "$0")/lib.sh"

model >/dev/null
repo=$scratch/model
fix=nfsd-callback-running
branch=linux-5.10.y
made=stableport/$fix/$branch
upstream=1054e8ffc5c492f341bdf1888b882f1d163dd3d8
cd "$scratch" || exit 1

carry() { stableport apply $fix --repo "$repo" --onto $branch --upstream master --force --output "$@"; }

# In each style the mailbox makes the branch's commits, tree and words alike.
for style in stable netdev ubuntu openeuler suse redhat; do
	expect 0 carry "$style" --message-style $style --signoff --reference CVE-2025-1 --reference https://bugs.example.org/4
	rm -rf clone
	git clone -q "$repo" clone
	git -C clone checkout -q --detach "origin/$branch"
	(cd clone && git -c user.name=C -c user.email=c@d am -q "$scratch/$style/patches/series.mbox") >difference 2>&1 ||
		note "git am: $(cat difference)"
	git -C clone log --format='%an %ad%n%B' "origin/$branch.." >theirs
	git -C "$repo" log --format='%an %ad%n%B' "$branch..$made" >ours
	that cmp -s ours theirs
	that test "$(git -C clone rev-parse 'HEAD^{tree}')" = "$(git -C "$repo" rev-parse "$made^{tree}")"
	grep -q "$upstream" ours || note "$style does not name upstream's commit"
	grep -q CVE-2025-1 ours || note "$style does not name the CVE"
	ok "git am makes the branch of the mailbox in the style '$style'"
done

git -C "$repo" log --format=%B "$branch..$made" >out
prints "commit $upstream"
prints "    nfsd: prevent callback tasks running concurrently"
ok "a style is that of the branch's messages too"

if command -v quilt >/dev/null; then
	"$MODEL" "$scratch/model2" --plain $branch "$scratch/plain" >/dev/null
	expect 0 stableport apply $fix --onto plain --output plain --message-style suse --reference 'bsc#1214727'
	(cd plain && quilt --quiltrc=- push -a) >difference 2>&1 || note "quilt: $(cat difference)"
	grep -q '^References: bsc#1214727$' plain/patches/0001-*.patch || note "there is no reference in the head"
	ok "quilt pushes patches in SUSE's order"
else
	skip "quilt pushes patches in SUSE's order" "there is no quilt"
fi

cp stable/patches/0000-cover-letter.txt out
prints "Subject: [PATCH 0/4] NFSD callback tasks running concurrently"
prints "4/4 nfsd: clear CALLBACK_RUNNING"
prints "    - adapted for 5.10.89:"
prints "base-commit: $(git -C "$repo" rev-parse $branch)"
ok "the cover letter tells of each patch"

expect 0 carry ranged --range-diff
prints "$(printf '1:  b95239ca4954 = 1:')"
prints "$(printf '3:  1054e8ffc5c4 ! 3:  %.12s' "$(git -C "$repo" rev-parse "$made~1")")"
expect 0 carry ranged --json
cp out ranged.json
expect 0 stableport report ranged.json --range-diff
prints "1:  b95239ca4954 = 1:"
ok "the range-diff says which commits are upstream's and how others differ"

mkdir -p stable/.patches-abc123/x
expect 0 carry stable
prints "Note: 'stable/.patches-abc123', which a killed run had left, was removed"
that test ! -e stable/.patches-abc123
ok "what a killed run left is removed, and said"

state_of "$repo" >before
expect 2 carry other --message-style debian
says "'debian' is no message style; there are 'stable', 'netdev', 'ubuntu', 'openeuler', 'suse' and 'redhat'"
that test ! -e other
git -C "$repo" worktree add -q "$scratch/elsewhere" "$made"
expect 2 carry other
says "branch '$made' is checked out; it is not replaced under your feet"
git -C "$repo" worktree remove "$scratch/elsewhere"
state_of "$repo" >after
that cmp -s before after
ok "a style that there is not, and a branch that a work tree has, change nothing"

done_testing
