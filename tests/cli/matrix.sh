# SPDX-License-Identifier: GPL-2.0-only
# The work as cells, what comes of each put together, pages of many documents, and what changed between two.
. "$(dirname "$0")/lib.sh"

model >/dev/null
repo=$scratch/model
cd "$scratch" || exit 1
where="--repo $repo --upstream master --no-build"
work="nfsd-cb-delay-loop nfsd-callback-running --onto linux-5.10.y --onto refs/heads/linux-6.1.y --arch x86 $where"
tab=$(printf '\t')

# The cells

expect 0 stableport check --matrix json $work
cp out cells.json
that test "$(grep -c '"id"' out)" -eq 4
prints '"id": "nfsd-cb-delay-loop--linux-6.1.y--recipe--x86"'
! command -v jq >/dev/null || that test "$(jq -r 'keys | join(" ")' out)" = include
ok "--matrix json: an 'include' and nothing else, as GitHub's strategy.matrix has it"

expect 0 stableport check --matrix gitlab $work
prints '".stableport-cells"'
prints '"TARGET": "refs/heads/linux-6.1.y"'
prints "\"STABLEPORT_OPTIONS\": \"--repo $repo --upstream master --no-build\""
ok "--matrix gitlab: variables for parallel:matrix"

# All that a cell is to do as it is asked for here.
all="--style shim --recipes r --cc clang --build-dir b --build-max 7 --timeout 5 --jobs 3 --no-sparse -W"
all="$all --no-checkpatch --coccicheck --no-kabi"
expect 0 stableport check --matrix lines x --onto v1 $all
for option in $all; do prints "$option"; done
expect 2 stableport $(cut -f 2 out | sed 's/^stableport //')
says "there is no recipe for 'x'"
ok "a cell has the options of the matrix"

for bad in 'a b' '$(reboot)' '`x`' "a'b" 'a"b' 'x;y' 'a&b' 'a|b' '${{ x }}' 'x*' '-x' ''; do
	expect 2 stableport check --matrix lines nfsd-cb-delay-loop "--onto=$bad" --onto v1
	says 'the target'
	that test ! -s out
done
expect 2 stableport check --matrix lines 'a b' --onto v1
says "the fix 'a b' has a ' '"
expect 2 stableport check --matrix lines x --onto v1 --config 'a;b'
says "the configuration 'a;b'"
expect 2 stableport check --matrix lines x --onto v1 --repo '/srv/my linux'
says "the option's value '/srv/my linux'"
expect 2 stableport check --matrix lines x --onto v1 --repo '-$(reboot)'
says "the option's value '-\$(reboot)' has a '$'"
expect 2 stableport check --matrix lines x --onto v1 --onto v1
says "the target 'v1' is given twice"
expect 2 stableport check --matrix xml x --onto v1
says "'xml' is no format of a matrix"
expect 2 stableport check --matrix lines x
says "name the targets of 'x'"
expect 2 stableport check --matrix lines plan.json --onto v1
says "names its own target"
ok "what no shell is to see is refused, in a sentence"

expect 2 stableport check nfsd-cb-delay-loop nfsd-callback-running --onto linux-5.10.y
says "--matrix prints a command for each"
expect 2 stableport check nfsd-cb-delay-loop --onto linux-5.10.y --onto linux-6.1.y
says "--matrix prints a command for each"
expect 2 stableport check --matrix lines --merge x --onto y
says "give one of them"
ok "several fixes or targets are for --matrix"

expect 0 stableport check --matrix lines v1..topic nfsd-cb-delay-loop --onto v2 --arch x86
prints "v1..topic--v1--defconfig--x86${tab}stableport check v1..topic --config defconfig --arch x86 --json"
prints "stableport check nfsd-cb-delay-loop --onto v2 --config recipe --arch x86 --json"
range=master~2..master
expect 0 stableport check $range --repo "$repo" --no-build --json
cp out range.json
expect 0 stableport report range.json
prints "$range"
expect 0 stableport check --merge range.json
prints "$range"
expect 2 stableport check range.json
says "which has no plan"
ok "a range is a cell of its own target, and its document is read again"

# As ci/slurm.sh does it: a line is an id and the words of a command, and nothing is evaluated.
run_cells() {
	mkdir -p "$1"
	while IFS=$tab read -r id command; do
		set -f
		set -- "$1" $command
		folder=$1
		shift 2
		"$STABLEPORT" "$@" >"$folder/$id.json" 2>"$folder/$id.err" </dev/null || :
		set -- "$folder"
	done
}
expect 0 stableport check --matrix lines $work
(run_cells cells <out)
for id in $(sed -n 's/^   "id": "\(.*\)",$/\1/p' cells.json); do that test -s "cells/$id.json"; done
ok "each cell's command writes its document"

# Merging

expect 0 stableport check --merge cells.json cells
prints "  linux-5.10.y  ready          1 commit"
prints "Result: ready for review"
expect 0 stableport check --merge --json cells.json cells
cp out merged.json
tail -n 2 merged.json | grep -q '^ "missing": \[\]$' || note "cells are missing"
expect 0 stableport report merged.json
prints "Result: ready for review"
expect 0 stableport report merged.json --format json
that cmp -s out merged.json
expect 0 stableport check --merge --json cells.json merged.json
that cmp -s out merged.json
ok "--merge puts them together, and report and --merge read that again"

cp -r cells died
one=nfsd-cb-delay-loop--linux-5.10.y--recipe--x86
other=nfsd-callback-running--linux-5.10.y--recipe--x86
third=nfsd-callback-running--linux-6.1.y--recipe--x86
: >"died/$one.json"
echo 'stableport: error: the machine is on fire' >"died/$one.err"
head -c 2000 "cells/$other.json" >"died/$other.json"
rm "died/$third.json"
expect 1 stableport check --merge cells.json died
tr '\n' ' ' <out | tr -s ' ' >flat
cp flat out
prints "cell $one: no document; it said: the machine is on fire"
prints "cell $other: a damaged document: it breaks off"
prints "cell $third: no document"
prints "a person has to look"
expect 1 stableport check --merge --json cells.json died
that test "$(grep -c '"cell"' out)" -eq 3
ok "cells that died are named, with what they said"

expect 2 stableport check --merge no-such-file.json
says "there is not one document that could be read: cell no-such-file"
echo '{"format": 1}' >no.json
expect 2 stableport check --merge no.json
says "cell no: a damaged document"
echo '{"include": [{"id": "../x", "fix": "a", "target": "b"}]}' >bad-id.json
expect 1 stableport check --merge bad-id.json cells
prints "include[0].id"
ok "nothing that can be read is an error"

mkdir vendor
"$MODEL" "$scratch/model2" --plain linux-5.10.y "$scratch/vendor/linux" >/dev/null
cp -r vendor debian
folders="nfsd-cb-delay-loop --onto vendor/linux --onto ./debian/linux/ --arch x86 --no-build"
expect 0 stableport check --matrix json $folders
cp out folders.json
expect 0 stableport check --matrix lines $folders
(run_cells trees <out)
expect 0 stableport check --merge --json folders.json trees
cp out trees.json
expect 0 stableport check --merge folders.json trees.json
prints "  $scratch/debian/linux  ready"
prints "  $scratch/vendor/linux  ready"
rm trees/*debian*
expect 0 stableport check --merge --json trees
cp out one-tree.json
expect 1 stableport check --merge folders.json one-tree.json
prints "cell nfsd-cb-delay-loop--.-debian-linux---recipe--x86: no document"
prints "  linux  ready"
ok "two trees of one name are told apart, and what is there of one is not there of the other"

# Pages

expect 0 stableport report --format html --output site cells
for page in site/nfsd-*.html; do
	grep -q "href=\"$(basename "$page")\"" site/index.html || note "no link to $page"
done
that test "$(grep -o 'href="[^"]*"' site/index.html | wc -l)" -eq 4
expect 0 stableport report --format html --output alone.html cells
! grep -q href= alone.html || note "a link that leads nowhere"
expect 2 stableport report --format sarif cells
says "several documents are shown as"
ok "a page of many, with links to each one's own"

# What changed

expect 0 stableport report --compare "cells/$one.json" "cells/$one.json"
prints "Result: the same"
sed 's/"to pick"/"conflict"/' "cells/$one.json" >worse.json
expect 1 stableport report --compare "cells/$one.json" worse.json
prints "conflict, was to pick"
prints "Result: worse"
expect 0 stableport report --compare worse.json "cells/$one.json" --format json
prints '"result": "better"'
expect 1 stableport report --compare "cells/$one.json" worse.json --format html --output compared.html
grep -q '<td data-of="after">conflict</td>' compared.html || note "the page does not say what changed"
expect 0 stableport report --compare merged.json cells
prints "Result: the same"
expect 2 stableport report --compare "cells/$one.json" "cells/$other.json"
says "one document is of the fix 'nfsd-cb-delay-loop' and the other of 'nfsd-callback-running'"
expect 2 stableport report --compare "cells/$one.json"
says "--compare takes two documents"
ok "--compare says what is worse, and 1"

# The files for CI

sh -n "$SOURCE_ROOT/ci/slurm.sh" || note "ci/slurm.sh is no shell script"
! grep -nE '\$\{\{' "$SOURCE_ROOT/ci/github.yml" | grep -E 'run:' || note "an expression within a script"
# Of a multi-line script too: expressions stand only where they are values of keys.
! grep -nE '^ {10,}[^:#]*\$\{\{' "$SOURCE_ROOT/ci/github.yml" || note "an expression within a script"
ok "the files for CI are read, and hand on no text of others to a shell"
# The scripts of the files for GitLab and GitHub, run as their servers run them: in a clone, with a job's variables.
script_of() {
	awk -v job="$2" '
		$0 ~ "^ *" job ":$" { in_job = 1 }
		in_job && !indent && /\|$/ { getline; indent = match($0, /[^ ]/) }
		indent && NF && match($0, /[^ ]/) < indent { exit }
		indent { print substr($0, indent) }' "$SOURCE_ROOT/ci/$1"
}
run_job() {
	script_of "$1" "$2" >script
	test -s script || note "no script of '$2' in $1"
	sh -e script
}
mkdir path
ln -s "$STABLEPORT" path/stableport
export FIXES=nfsd-cb-delay-loop TARGETS='origin/linux-5.10.y origin/no-such-branch' CONFIGS=recipe ARCHES=x86
ids='nfsd-cb-delay-loop--origin-linux-5.10.y--recipe--x86 nfsd-cb-delay-loop--origin-no-such-branch--recipe--x86'

clone_of_target() { git clone -q --no-local "$repo" "$1" && cd "$1" && PATH=$scratch/path:$PATH; }
is_told() {
	code=0
	(run_job "$1" report) >"$scratch/out" 2>"$scratch/err" || code=$?
	test $code -eq 1 || note "$1: the report ends with $code: $(cat "$scratch/err")"
	prints "  origin-linux-5.10.y  ready"
	tr '\n' ' ' <"$scratch/out" | tr -s ' ' >"$scratch/flat" && mv "$scratch/flat" "$scratch/out"
	prints "cell nfsd-cb-delay-loop--origin-no-such-branch--recipe--x86: no document; it said: "
	that test -s site/index.html
}

gitlab() {
	clone_of_target gitlab
	OPTIONS='--upstream origin/master --no-build' && export OPTIONS
	(run_job gitlab-ci.yml cells) || note "gitlab: cells"
	sed -n 's/^ *"\([A-Z_]*\)": "\(.*\)",\{0,1\}$/\1=\2/p' cells.yml >variables
	while IFS= read -r variable; do
		export "$variable"
		case $variable in ARCH=*) ;; *) continue ;; esac
		code=0
		(run_job gitlab-cells.yml cell) 2>/dev/null </dev/null || code=$?
		case $TARGET in *no-such*) that test $code -eq 1 ;; *) that test $code -eq 0 ;; esac
	done <variables
	for id in $ids; do that test -e cells/$id.json; done
	is_told gitlab-cells.yml
}
github() {
	clone_of_target github
	OPTIONS="$(sed -n 's/^ *OPTIONS: //p' "$SOURCE_ROOT/ci/github.yml") --no-build" && export OPTIONS
	export GITHUB_OUTPUT=output GITHUB_STEP_SUMMARY=summary
	(run_job github.yml cells) || note "github: cells"
	that test "$(wc -l <output)" -eq 1
	grep -q '^matrix={ *"include": *\[' output || note "github: no matrix: $(cat output)"
	set -- --onto origin/linux-5.10.y --onto origin/no-such-branch
	stableport check --matrix lines $OPTIONS "$@" -- $FIXES >lines
	while IFS=$tab read -r ID COMMAND; do
		export ID COMMAND
		(run_job github.yml check) 2>/dev/null </dev/null
	done <lines
	# Its matrix has the defconfig as well: these two died, as it were, before they could print anything.
	is_told github.yml
	prints "cell nfsd-cb-delay-loop--origin-linux-5.10.y--defconfig--x86: no document"
	grep -q 'Result: a person has to look' summary || note "github: the summary says nothing"
	! grep -q 'filter:' "$SOURCE_ROOT/ci/github.yml" || note "libgit2 reads no partial clone"
	sed -n '/^  report:/,$p' "$SOURCE_ROOT/ci/github.yml" | grep -q 'run: rm -rf cells' ||
		note "github: cells of earlier runs"
}
# (Functions in the same shell, so that what they note is not lost.)
here=$PATH
gitlab
cd "$scratch" && PATH=$here
ok "GitLab's scripts make cells, run them, and tell what came of them"
github
cd "$scratch" && PATH=$here
ok "GitHub's scripts do the same"

# A scheduler that runs all at once, and the same order of things.
cat >path/sbatch <<'FAKE'
#!/bin/sh
while :; do
	case $1 in
	--array=1-*) nr=${1#--array=1-} ;;
	--output=*) log=${1#--output=} ;;
	--*) ;;
	*) break ;;
	esac
	shift
done
test -z "${nr:-}" || {
	for task in $(seq "$nr"); do SLURM_ARRAY_TASK_ID=$task sh "$@" >/dev/null 2>&1; done
	echo 7
	exit 0
}
sh "$@" >"$log" 2>&1
FAKE
chmod +x path/sbatch
slurm() {
	set -- "$@" nfsd-cb-delay-loop --onto linux-5.10.y $where
	PATH=$scratch/path:$PATH STABLEPORT_WAIT=1 sh "$SOURCE_ROOT/ci/slurm.sh" "$@"
}
expect 0 slurm shared
prints "1 cells: job 7"
prints "Result: ready for review"
that test -s shared/site/index.html
expect 2 slurm shared
says "'shared' has cells of an earlier run"
expect 2 slurm other --onto 'a b'
that test ! -e other/cells
expect 0 slurm other
ok "Slurm's script does the same, and takes no folder that has another run's cells"
done_testing
