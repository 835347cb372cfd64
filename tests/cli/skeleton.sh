# SPDX-License-Identifier: GPL-2.0-only
# The plan for 1054e8ffc5c4 ("nfsd: prevent callback tasks running concurrently") on the real history of NFSD's callbacks,
# of which tests/histories has the skeleton: on each branch exactly the commits that it needs, and for those that a line
# or a name would suggest, the reason why not.
. "$(dirname "$0")/lib.sh"

repo=$scratch/repo
unset GIT_DIR GIT_WORK_TREE
git clone -q "$SOURCE_ROOT/tests/histories/nfsd-callback.bundle" "$repo" 2>"$scratch/err" || note "$(cat "$scratch/err")"
cd "$scratch" || exit 1

# What a commit of upstream is called in the skeleton.
here() { git -C "$repo" log --format=%H --grep "^Upstream-commit: $1" origin/master; }
all_here() { for id; do here "$id"; done | sort | tr '\n' ' '; }
fix=$(here 1054e8ffc5c4)

# plan BRANCH: the JSON is in out; a person may have to look, but it is a plan, and it was verified.
plan() {
	code=0
	stableport plan "$fix" --repo "$repo" --onto "origin/$1" --json >out 2>err || code=$?
	test "$code" -le 1 || note "exit code $code: $(cat err)"
	prints '"verified": true'
	prints_not '"failure"'
	test "$(awk '/^   "commit"/ { id = $2 } /^   "role": "fix"/ { print id }' out)" = "\"$fix\"," || note "the fix is not in it"
}

# The keys of a step, and of a commit that is left out, stand three blanks from the left; those of a hunk, and of a reason, five.
prerequisites() {
	awk -F'"' '/^ "/ { part = $2 } /^   "commit"/ { id = $4 } /^   "role"/ { role = $4 }
		/^   "presence": "none"/ && part == "steps" && role == "prerequisite" { print id }' out | sort | tr '\n' ' '
}
left_out_with_reason() {
	awk -F'"' '/^ "/ { part = $2 } /^   "commit"/ { id = $4 }
		/^     "text": "[^"]/ && part == "left_out" { print id }' out | sort -u
}
disposition() {
	awk -F'"' -v name="$1" '/^     "file"/ { at = "" } /^     "function"/ { at = $4 }
		/^     "disposition"/ && at == name { print $4 }' out | sort -u
}

# needs ID...: exactly these.
needs() {
	found=$(prerequisites) wanted=$(all_here "$@")
	test "$found" = "$wanted" || note "prerequisites: $(titles $found); not: $(titles $wanted)"
}
titles() { for id; do git -C "$repo" log -1 --format='%h "%s"' "$id"; done | tr '\n' ' '; }
leaves_out() {
	left_out_with_reason >left
	for id; do grep -qx "$(here "$id")" left || note "$id is not left out with a reason"; done
}
is() {
	found=$(disposition "$1")
	test "$found" = "$2" || note "the hunk in $1 is '$found', not '$2'"
}

plan linux-4.19.y
needs 12357f1b2c8e 2bbfed98a4d8 b95239ca4954
ok "linux-4.19.y needs three commits"
leaves_out c5967721e106 44df6f439a17 e72f9bc006c0
ok "linux-4.19.y: what it does not need is left out, each with a reason"
is deleg_reaper moot
is nfs4_cb_getattr moot
! disposition nfsd41_destroy_cb | grep -qx moot || note "the hunk in nfsd41_destroy_cb was dropped"
ok "linux-4.19.y: what nothing there leads to is dropped, what nfsd4_cb_release() leads to is not"

plan linux-5.10.89
needs b95239ca4954
ok "linux-5.10.89 needs one commit"
leaves_out e72f9bc006c0
is nfsd4_send_cb_offload adapt
ok "linux-5.10.89: a line that upstream moved to a function of its own is adapted where it stands"

for branch in linux-5.10.y linux-6.1.y linux-6.12.y; do
	plan $branch
	needs
	ok "$branch needs nothing"
done

# Upstream's id is found by the trailer.
expect 0 stableport plan 1054e8ffc5c4 --repo "$repo" --onto origin/linux-6.12.y
prints "$(echo "$fix" | cut -c 1-12)"
ok "upstream's id is known by the trailer"
done_testing
