# SPDX-License-Identifier: GPL-2.0-only
# Both fixes onto every branch of the model history: what is decided, what is written, and what stays as it was.
#
# What is decided stands in backports/FIX/plans/model-BRANCH, one line for each commit. Those files were judged
# against what the branches of the model have (tests/model/README.md); a change of one is a change of the program.
. "$(dirname "$0")/lib.sh"

model >/dev/null
repo=$scratch/model
branches="linux-4.14.y linux-4.19.y linux-5.10.y linux-6.1.y linux-6.12.y linux-7.2.y"
fixes="nfsd-callback-running nfsd-cb-delay-loop"

in_repo() { git -C "$repo" "$@"; }
others() { state_of "$repo" | grep -v 'refs/heads/stableport/'; }
dispositions() {
	sed -n 's/^   "name": "\(.*\)",$/\1/p; s/^   "disposition": "\(.*\)",$/ \1/p' "$1" | paste -d '' - -
}
kept_out() {
	sed -n '/^keep-out:/,/\]/p' "$SOURCE_ROOT/backports/$1/recipe.yaml" | tr -c 'a-z0-9_\n' ' ' | sed 's/keep out//'
}

files_of() {
	mkdir -p "$2"
	in_repo archive "$1" | tar -xC "$2"
}

same_files() {
	diff -r -x .pc -x patches "$1" "$2" >"$scratch/difference" || note "$(head -n 20 "$scratch/difference")"
}

# port FIX BRANCH OUTPUT OPTION...
port() {
	fix=$1 onto=$2 output=$3
	shift 3
	expect 0 stableport port "$fix" --repo "$repo" --onto "$onto" --upstream master --output "$output" --json "$@"
	that test ! -s "$scratch/err"
	dispositions "$scratch/out" >"$scratch/decided"
	grep -v '^#' "$SOURCE_ROOT/backports/$fix/plans/model-$onto" | diff - "$scratch/decided" >"$scratch/difference" ||
		note "not as expected: $(cat "$scratch/difference")"
}

nothing_kept_out() {
	for name in $(kept_out "$1"); do
		in_repo grep -qw "$name" "$2" -- || ! in_repo grep -qw "$name" "$3" -- || note "$name is newly there"
	done
}

# The stable form: upstream's subject, its id first of all, upstream's author; prerequisites say for what.
stable_form() {
	for commit in $(in_repo rev-list "$1..$2"); do
		in_repo log -1 --format=%b "$commit" | head -n 1 |
			grep -qE '^(commit [0-9a-f]{12,40} upstream\.|Link: https://lore.kernel.org/r/[^ ]+)$' ||
			note "$(in_repo log -1 --format=%b "$commit" | head -n 1)"
		subject=$(in_repo log -1 --format=%s "$commit")
		in_repo log --format='%s|%an <%ae> %ad' master | grep -qxF \
			"$subject|$(in_repo log -1 --format='%an <%ae> %ad' "$commit")" || note "'$subject' is not upstream's"
		! in_repo log -1 --format=%b "$commit" | grep -q '^Signed-off-by: Tester' || note "signed unasked"
	done
}

git_am_gives() {
	rm -rf "$scratch/am"
	git clone -q --shared --no-checkout "$repo" "$scratch/am"
	(cd "$scratch/am" && git checkout -q --detach "origin/$1" && git config user.name A &&
		git config user.email a@example.org && git am -q "$3"/patches/*.patch) >"$scratch/difference" 2>&1 || note "git am: $(cat "$scratch/difference")"
	that test "$(git -C "$scratch/am" rev-parse 'HEAD^{tree}')" = "$(in_repo rev-parse "$2^{tree}")"
}

quilt_gives() {
	rm -rf "$scratch/quilt" "$scratch/result"
	files_of "$1" "$scratch/quilt"
	files_of "$2" "$scratch/result"
	cp -r "$3/patches" "$scratch/quilt/patches"
	(cd "$scratch/quilt" && QUILT_PATCHES=patches quilt --quiltrc - push -a --fuzz=0 -q) >"$scratch/difference" 2>&1 ||
		note "quilt: $(tail -n 3 "$scratch/difference")"
	same_files "$scratch/quilt" "$scratch/result"
}

# Everything there is to see of one fix on one branch. The build is tried on two branches only, for the time it takes.
one() {
	title="$1 onto $2"
	test $# -eq 4 || title="$title, as $6"
	made=stableport/$1/$2
	others >"$scratch/before"
	port "$@"
	others >"$scratch/after"
	that cmp -s "$scratch/before" "$scratch/after"
	ok "$title: what is decided; the index, the work tree and the other refs stay"
	grep -qE 'to (pick|adapt)$' "$scratch/decided" || {
		that test -z "$(in_repo for-each-ref "refs/heads/$made")"
		that test ! -e "$3/patches"
		grep -q '"verdict": "nothing to do"' "$scratch/out" || note "the verdict is another"
		ok "$title: nothing to do, no branch"
		return
	}
	carried=$(grep -cE 'to (pick|adapt)$' "$scratch/decided")
	that test "$(in_repo rev-parse "$made~$carried")" = "$(in_repo rev-parse "$2")"
	that test "$(in_repo rev-list --count "$2..$made")" -eq "$carried"
	stable_form "$2" "$made"
	nothing_kept_out "$1" "$2" "$made"
	ok "$title: $carried commits of the stable form, and no name that is to stay out"
	git_am_gives "$2" "$made" "$3"
	ok "$title: git am makes the same tree"
	if command -v quilt >/dev/null; then
		quilt_gives "$2" "$made" "$3"
		ok "$title: quilt makes the same files"
	else
		skip "$title: quilt makes the same files" "there is no quilt"
	fi
}

for fix in $fixes; do
	for branch in $branches; do
		build=--no-build
		test "$fix-$branch" != nfsd-callback-running-linux-4.19.y || build=--no-sparse
		one "$fix" "$branch" "$scratch/out-$fix-$branch" $build
	done
done

# Names that 4.14 lacks, in both styles.
made=stableport/nfsd-callback-running/linux-4.14.y
that test -z "$(in_repo grep -lw wait_var_event "$made" -- fs/nfsd)"
ok "inline: 4.14 gets the old form of wait_var_event()"
one nfsd-callback-running linux-4.14.y "$scratch/shim" --no-build --style shim --force
that in_repo grep -qw wait_var_event "$made" -- fs/nfsd/nfs4callback.c
that test -n "$(in_repo ls-tree -r --name-only "$made" -- fs/nfsd/shims)"
grep -q '"wait_var_event"' "$scratch/out" || note "the document does not name what was missing"
ok "shim: 4.14 gets a header for wait_var_event()"

# A second run.
others >"$scratch/before"
made=stableport/nfsd-callback-running/linux-6.12.y
was=$(in_repo rev-parse "$made")
again="stableport port nfsd-callback-running --repo $repo --onto linux-6.12.y --no-build"
expect 2 $again --output "$scratch/second"
says "branch '$made' is there already; --force replaces it"
that test ! -e "$scratch/second"
that test "$(in_repo rev-parse "$made")" = "$was"
ok "a second run refuses to replace the branch, and writes nothing"
expect 0 $again --output "$scratch/second" --force --signoff
that test "$(in_repo rev-parse "$made")" != "$was"
that test "$(in_repo log --format=%b "linux-6.12.y..$made" | grep -c '^Signed-off-by: Tester <tester@example.org>$')" -eq \
	"$(in_repo rev-list --count "linux-6.12.y..$made")"
that test "$(in_repo rev-parse "$made^{tree}")" = "$(in_repo rev-parse "$was^{tree}")"
others >"$scratch/after"
that cmp -s "$scratch/before" "$scratch/after"
ok "--force replaces it; --signoff signs each commit; the files are the same"

# Plain trees. Without upstream's history there is nothing to pick, so it is compared with a repository without it.
"$MODEL" "$scratch/model2" --plain linux-4.19.y "$scratch/plain" >/dev/null
cp -r "$scratch/plain" "$scratch/untouched"
expect 0 stableport port nfsd-callback-running --onto "$scratch/plain" --no-build --output "$scratch/out-plain"
prints "$scratch/plain"
same_files "$scratch/untouched" "$scratch/plain"
ok "a plain tree is ported without being changed"

git clone -q --single-branch --branch linux-4.19.y "$repo" "$scratch/alone"
(cd "$scratch/alone" && git config user.name Tester && git config user.email tester@example.org)
expect 0 stableport port nfsd-callback-running --repo "$scratch/alone" --onto linux-4.19.y --no-build \
	--output "$scratch/out-alone"
prints_not "upstream's history from"
ok "a repository without upstream's history is ported"

repo=$scratch/alone
take_patches() {
	grep -v '^#' "$1/patches/series" | while read -r patch; do
		patch -d "$2" -sp1 -F0 <"$1/patches/$patch" || echo "$patch"
	done
}
cp -r "$scratch/untouched" "$scratch/patched"
that test -z "$(take_patches "$scratch/out-plain" "$scratch/patched" 2>&1)"
files_of stableport/nfsd-callback-running/linux-4.19.y "$scratch/alone-result"
same_files "$scratch/alone-result" "$scratch/patched"
ok "both get the same files"

expect 0 stableport port nfsd-callback-running --onto "$scratch/plain" --no-build --in-place \
	--output "$scratch/out-in-place"
same_files "$scratch/patched" "$scratch/plain"
ok "--in-place writes just these"
expect 0 stableport port nfsd-callback-running --onto "$scratch/plain" --no-build --in-place \
	--output "$scratch/out-in-place"
same_files "$scratch/patched" "$scratch/plain"
that test "$(dispositions "$scratch/out-in-place/report.json" | grep -cE 'to (pick|adapt)$')" -eq 0
ok "on the result there is nothing left to do"
done_testing
