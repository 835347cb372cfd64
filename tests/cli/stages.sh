# SPDX-License-Identifier: GPL-2.0-only
# Each stage alone, and what one hands to the next; the list; the help and the manual page.
. "$(dirname "$0")/lib.sh"

model >/dev/null
repo=$scratch/model
fix=nfsd-callback-running
branch=linux-5.10.y
made=stableport/$fix/$branch
cd "$scratch" || exit 1

# A document is JSON that the program itself reads again, to the same text; jq's word counts too where it is there.
is_document() {
	expect 0 stableport report "$1" --format json
	that cmp -s "$1" "$scratch/out"
	! command -v jq >/dev/null || jq -e . "$1" >/dev/null || note "jq does not read $1"
}

# plan, check, apply, report

state_of "$repo" >before
expect 0 stableport plan $fix --repo "$repo" --onto $branch --upstream master --json
cp out plan.json
that test ! -s err
is_document plan.json
state_of "$repo" >after
that cmp -s before after
that test ! -e stableport-out
ok "plan --json prints a document and writes nothing"

expect 0 stableport plan $fix --repo "$repo" --onto $branch --upstream master
prints "to adapt"
prints "not applicable here"
prints "ready"
ok "plan prints a text for people"

expect 0 stableport check plan.json --no-sparse --json
cp out check.json
is_document check.json
grep -q '"check": {' check.json || note "there is no check in it"
state_of "$repo" >after
that cmp -s before after
ok "check takes the plan, builds, and writes nothing"

expect 0 stableport apply plan.json --output series --json
cp out apply.json
is_document apply.json
that git -C "$repo" rev-parse -q --verify "$made^{commit}" >tip
grep -q "\"$(cat tip)\"" apply.json || note "the document does not name the branch's last commit"
that test "$(git -C "$repo" rev-parse "$made~4")" = "$(git -C "$repo" rev-parse $branch)"
that test -s series/patches/series
ok "apply takes the plan and makes the branch and the patches"

expect 0 stableport check apply.json --no-build --json
grep -q "\"branch\": \"$made\"" out || note "the branch is forgotten"
grep -q '"output": "series"' out || note "where the patches are is forgotten"
ok "check after apply keeps what was applied"

expect 0 stableport report check.json
prints "NFSD callback tasks running concurrently"
that test ! -s err
expect 0 stableport report check.json --format html --output page.html
that test ! -s out
head -n 1 page.html | grep -qi '<!doctype html>' || note "page.html does not begin as a page does"
! grep -qE '(src|href)="(https?:)?//' page.html || grep -qE 'href="https://' page.html || note "the page needs the network"
! grep -qi '<script' page.html || note "the page has a script"
expect 0 stableport report check.json --format json
that cmp -s out check.json
ok "report shows a document as text, page and JSON"

expect 0 stableport report check.json --color always
prints "$(printf '\033[')"
expect 0 stableport report check.json
prints_not "$(printf '\033[')"
ok "colour is for terminals, or on demand"

# On stdin

from_stdin() { "$STABLEPORT" "$@" <"$scratch/plan.json"; }
through_pipe() { from_stdin check - --no-build --json | "$STABLEPORT" report - --format text; }
code=0
through_pipe >out 2>err </dev/null || code=$?
that test $code -eq 0
prints "Conditions:"
ok "a document comes on stdin as -"

# port does them all

git -C "$repo" update-ref -d "refs/heads/$made"
expect 0 stableport port plan.json --no-build --output all
that test "$(git -C "$repo" rev-parse "$made^{tree}")" = "$(git -C "$repo" rev-parse "$(cat tip)^{tree}")"
that test -s all/patches/series
that test -s all/report.html
is_document all/report.json
diff -r series/patches all/patches >difference || note "$(cat difference)"
ok "port takes a plan and leaves branch, patches, page and document"

git -C "$repo" update-ref -d "refs/heads/$made"
cd "$repo" || exit 1
expect 0 stableport port $fix --onto $branch --no-build
cd "$scratch" || exit 1
that test -s "$repo/stableport-out/$fix/$branch/report.html"
that test -s "$repo/stableport-out/$fix/$branch/patches/series"
rm -rf "$repo/stableport-out"
ok "the repository is the current one, and the output goes to stableport-out/FIX/TARGET"

# What changed since the plan

git -C "$repo" update-ref -d "refs/heads/$made"
old=$(git -C "$repo" rev-parse $branch)
git -C "$repo" update-ref refs/heads/$branch "$(git -C "$repo" rev-parse linux-6.1.y)"
expect 0 stableport apply plan.json --output moved
that test "$(git -C "$repo" rev-parse "$made~4")" = "$old"
ok "a branch that moved on does not matter: the plan names the commit"
git -C "$repo" update-ref refs/heads/$branch "$old"

"$MODEL" "$scratch/model2" --plain $branch "$scratch/plain" >/dev/null
cp -r plain as-shipped
expect 0 stableport plan $fix --onto plain --json
cp out plain.json
expect 2 stableport apply plain.json --in-place --output unchecked
says "--in-place needs a check"
that test ! -e unchecked
diff -r plain as-shipped >out || note "$(cat out)"
ok "nothing is written in place that was not checked"
expect 0 stableport check plain.json --no-build --json
cp out checked.json
sed -i 's/"outcome": "holds"/"outcome": "fails"/' checked.json
expect 1 stableport apply checked.json --in-place --output failed
diff -r plain as-shipped >out || note "$(cat out)"
ok "nothing is written in place whose check failed"
echo '/* one more line */' >>plain/fs/nfsd/nfs4state.c
expect 2 stableport apply plain.json --output changed
says "plan again"
that test ! -e changed
ok "a plain tree that changed since the plan is refused"

mkdir -p recipes/mine
cp "$SOURCE_ROOT/backports/nfsd-cb-delay-loop/recipe.yaml" recipes/mine/recipe.yaml
expect 0 stableport plan mine --recipes recipes --repo "$repo" --onto $branch --json
cp out mine.json
sed '/^    there-when:/,/^        in:/d' recipes/mine/recipe.yaml >changed.yaml
sed -i 's/^    adapt:/    there-when: [ { has: function nfsd4_run_cb } ]\n    adapt:/' changed.yaml
cp changed.yaml recipes/mine/recipe.yaml
expect 2 stableport apply mine.json --output changed
says "plan again"
that test ! -e changed
ok "a recipe that changed since the plan is refused"
rm recipes/mine/recipe.yaml
expect 2 stableport apply mine.json --output changed
says "mine/recipe.yaml"
ok "a recipe that is gone is named"

sed 's/"to adapt"/"to do"/' plan.json >bad.json
expect 2 stableport apply bad.json
says "'to do'"
head -c 2000 plan.json >cut.json
expect 2 stableport report cut.json
says "cut.json"
printf '[]' >empty.json
expect 2 stableport check empty.json
says "empty.json"
expect 2 stableport apply plan.json --onto $branch
says "--onto does not go with it"
ok "a document that is none is refused in one sentence"

# The list

expect 0 stableport list
prints "nfsd-callback-running"
prints "nfsd-cb-delay-loop"
expect 1 stableport list --repo "$repo" --onto linux-6.1.y
grep -qE '^nfsd-callback-running +lacks it' out || note "$(cat out)"
grep -qE '^nfsd-cb-delay-loop +has it' out || note "$(cat out)"
ok "list tells what a branch lacks, with exit code 1"
expect 0 stableport list --repo "$repo" --onto linux-7.2.y
prints_not "lacks it"
expect 1 stableport list --onto "$scratch/plain"
prints "lacks it"
ok "list tells that nothing lacks, and takes a plain tree"
expect 1 stableport list --repo "$repo" --onto linux-4.19.y --json
grep -q '"state": "lacks it"' out || note "$(cat out)"
! command -v jq >/dev/null || that test "$(jq length out)" -eq "$(ls -d "$SOURCE_ROOT"/backports/*/ | wc -l)"
ok "list --json is an array of fixes"

# Help

expect 0 stableport --help
for command in port plan apply check report list; do prints "$command"; done
expect 0 stableport --version
grep -qE '^stableport [^ ]+$' out || note "$(cat out)"
expect 2 stableport
ok "--help lists the commands, --version says which; without a command there is a usage"
manual=$SOURCE_ROOT/docs/stableport.1
for command in port plan apply check report list; do
	expect 0 stableport $command --help
	that test ! -s err
	prints "stableport $command"
	for option in $(grep -oE '^ +(-., )?--[a-z-]+' out | grep -oE -- '--[a-z-]+' | grep -vxE -- '--(help|usage)'); do
		name=$(echo "${option#--}" | sed 's/-/\\\\?-/g')
		grep -qE -- "-($name)( |\$)" "$manual" || note "the manual page lacks $option of $command"
	done
	ok "$command --help says what it takes, and stableport(1) has each option"
done
done_testing
