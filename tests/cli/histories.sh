# SPDX-License-Identifier: GPL-2.0-only
# Histories as they occur, sound and damaged: each gives the right plan of a commit, or one clear sentence and exit code 2, and
# not a byte of the repository is another afterwards.
#
# Most tests begin with a copy of one small history: "stable" left master at "base"; since then master has "made" (a line that
# the fix changes), "other" (another place) and "fix". So the plan of "fix" onto stable is: made, fix.
. "$(dirname "$0")/lib.sh"

mkdir "$scratch/home" "$scratch/tmp"
export HOME="$scratch/home" TMPDIR="$scratch/tmp" GIT_CONFIG_NOSYSTEM=1 LC_ALL=C.UTF-8
git config --global user.name Tester
git config --global user.email tester@example.org
git config --global init.defaultBranch master
git config --global uploadpack.allowFilter true
git config --global advice.detachedHead false
git config --global core.autocrlf false
clock=1577836800

# commit REPO MESSAGE: all of the work tree; its id is in $id.
commit() {
	clock=$((clock + 60))
	git -C "$1" add -A
	GIT_AUTHOR_DATE="$clock +0000" GIT_COMMITTER_DATE="$clock +0000" git -C "$1" commit -q --allow-empty -m "$2"
	id=$(git -C "$1" rev-parse HEAD)
}

# edit REPO FILE SED MESSAGE
edit() {
	sed -i "$3" "$1/$2"
	commit "$1" "$4"
}

on() { git -C "$1" checkout -q "$2"; }

write_lamp() {
	cat >"$1" <<'END'
#include "lamp.h"

static int lamp_write(struct lamp *lamp, int value)
{
	int tries = 3;

	while (tries--) {
		if (port_put(lamp->port, value) == 0)
			return 0;
		port_rest(lamp->port, 10);
	}
	return -EIO;
}

void lamp_dim(struct lamp *lamp, int step)
{
	port_claim(lamp->port);
	lamp->level -= step;
	if (lamp->level < 0)
		lamp->level = 0;
	lamp_write(lamp, lamp->level);
	port_yield(lamp->port);
}

int lamp_probe(struct lamp *lamp, struct port *port)
{
	lamp->port = port;
	lamp->limit = 10;
	return lamp_write(lamp, 0);
}
END
}

lamp=drivers/lamp/lamp.c
git init -q "$scratch/base"
echo lamps >"$scratch/base/README"
commit "$scratch/base" "before the first"
commit "$scratch/base" "before that"
commit "$scratch/base" first
mkdir -p "$scratch/base/drivers/lamp"
write_lamp "$scratch/base/$lamp"
printf 'struct lamp {\n\tstruct port *port;\n\tint level;\n\tint limit;\n};\n' >"$scratch/base/drivers/lamp/lamp.h"
commit "$scratch/base" "lamp: a driver"
base=$id
git -C "$scratch/base" checkout -q -b stable
edit "$scratch/base" README 's/lamps/lamps, stable/' "Linux 5.10.1"
on "$scratch/base" master
edit "$scratch/base" $lamp 's/-= step/-= 2 * step/' "lamp: double steps"
made=$id
edit "$scratch/base" $lamp 's/tries = 3/tries = 5/' "lamp: try more often"
edit "$scratch/base" $lamp 's/2 \* step/3 * step/' "lamp: triple steps"
fix=$id

copy() {
	repo=$scratch/$1
	cp -r "$scratch/base" "$repo"
}

files_of() { (cd "$1" && find . -type f -exec sha1sum {} + && find . ! -type f) | sort; }

# plan CODE FIX ONTO [OPTION]...: in $repo, which must stay as it is.
plan() {
	wanted_code=$1 planned=$2 onto=$3
	shift 3
	files_of "$repo" >"$scratch/before"
	expect "$wanted_code" stableport plan "$planned" --onto "$onto" --repo "$repo" "$@"
	files_of "$repo" >"$scratch/after"
	cmp -s "$scratch/before" "$scratch/after" || note "changed: $(diff "$scratch/before" "$scratch/after")"
	test -z "$(ls -A "$TMPDIR")" || note "left behind in TMPDIR: $(ls -A "$TMPDIR")"
	test "$wanted_code" -eq 2 || test ! -s "$scratch/err" || note "stderr: $(cat "$scratch/err")"
	test "$wanted_code" -ne 2 || test ! -s "$scratch/out" || note "stdout: $(cat "$scratch/out")"
}

plan_json() { plan "$@" --json; }

# The commits to carry, in order: of the document in $scratch/out.
carried() { awk -F'"' '/^   "commit":/ { id = $4 } /^   "presence": "none"/ { print id }' "$scratch/out"; }
carries() {
	for wanted_id; do echo "$wanted_id"; done >"$scratch/wanted"
	carried >"$scratch/carried"
	cmp -s "$scratch/wanted" "$scratch/carried" ||
		note "carries: $(git -C "$repo" show -s --format=%s $(cat "$scratch/carried") 2>/dev/null | tr '\n' ';')"
}
# Nothing of a hunk's file may be dropped as if it did not matter.
not_moot() { prints_not '"disposition": "moot"'; }
# The whole of stderr is this sentence.
sentence() {
	printf 'stableport: error: %s\n' "$1" | cmp -s - "$scratch/err" || note "stderr is not '$1' but: $(cat "$scratch/err")"
}
# refuses SENTENCE FIX ONTO: exit code 2 and just this sentence.
refuses() {
	plan 2 "$2" "$3"
	sentence "$1"
}
settled() { grep -vE '^ "(seconds|picks)":' "$scratch/out"; }
no_escape() { test "$(tr -cd '\033\007\233' <"$scratch/$1" | wc -c)" -eq 0 || note "$1 has control characters"; }

# ---- what is usual

copy usual
plan_json 0 $fix stable
carries $made $fix
settled >"$scratch/usual.json"
that test -s "$scratch/usual.json"
ok "made, fix"
plan 0 $fix stable
prints "lamp: double steps"
ok "the same for people"
plan_json 0 $fix master
carries
prints '"presence": "history"'
ok "a fix that is already there"
git -C "$scratch/base" clone -q --bare . "$scratch/bare.git"
repo=$scratch/bare.git
plan_json 0 $fix stable
carries $made $fix
ok "a bare repository"

# ---- incomplete clones

repo=$scratch/enough
git clone -q --no-single-branch --depth 4 "file://$scratch/base" "$repo"
plan_json 0 $fix origin/stable
carries $made $fix
prints "the clone is shallow"
ok "a shallow clone that has enough"

repo=$scratch/shallow
git clone -q --no-single-branch --depth 2 "file://$scratch/base" "$repo"
plan_json 1 $fix origin/stable
carries $fix
prints "the clone is shallow"
prints '"disposition": "adapt"'
ok "a shallow clone without the prerequisite: what is at its boundary made nothing"

repo=$scratch/shallowest
git clone -q --no-single-branch --depth 1 "file://$scratch/base" "$repo"
refuses "what '$fix' changes is not known: the clone is shallow there (git fetch --unshallow brings the rest)" $fix origin/stable
ok "a fix at the boundary of a shallow clone"
refuses "no commit '$made' in '$repo/' (a shallow clone: git fetch --unshallow brings the rest)" $made origin/stable
ok "a fix behind the boundary of a shallow clone"

repo=$scratch/partial
git clone -q --no-checkout --filter=blob:none "file://$scratch/base" "$repo"
plan 2 $fix origin/stable
says " of '$lamp' is missing from the repository '$repo/'"
ok "a partial clone without the blobs"
repo=$scratch/treeless
git clone -q --no-checkout --filter=tree:0 "file://$scratch/base" "$repo"
plan 2 $fix origin/stable
says "cannot read the tree of the commit '$fix'"
ok "a partial clone without the trees"

copy missing-blob
blob=$(git -C "$repo" rev-parse $fix^:$lamp)
rm -f "$repo/.git/objects/$(echo $blob | cut -c 1-2)/$(echo $blob | cut -c 3-)"
refuses "the object $blob of '$lamp' is missing from the repository '$repo/'" $fix stable
ok "a missing blob is named with its path"
copy missing-tree
tree=$(git -C "$repo" rev-parse $made:drivers/lamp)
rm -f "$repo/.git/objects/$(echo $tree | cut -c 1-2)/$(echo $tree | cut -c 3-)"
refuses "the folder $tree of '$lamp' is missing from the repository '$repo/'" $fix stable
ok "a missing tree is named with its path"
copy missing-commit
rm -f "$repo/.git/objects/$(echo $made | cut -c 1-2)/$(echo $made | cut -c 3-)"
refuses "the commit $made is missing from the repository '$repo/'" $fix stable
ok "a missing commit is named"
copy damaged-blob
object=$repo/.git/objects/$(echo $blob | cut -c 1-2)/$(echo $blob | cut -c 3-)
chmod +w "$object"
printf 'garbage' | dd of="$object" bs=1 seek=20 conv=notrunc 2>/dev/null
plan 2 $fix stable
says "cannot read the object $blob of '$lamp': "
ok "a damaged blob is named"
copy empty-blob
object=$repo/.git/objects/$(echo $blob | cut -c 1-2)/$(echo $blob | cut -c 3-)
chmod +w "$object"
: >"$object"
plan 2 $fix stable
says "cannot read the object $blob of '$lamp': "
ok "an empty object is named"

# ---- the same objects, found in other ways

same_plan() {
	plan_json 0 $fix stable
	settled | cmp -s - "$scratch/usual.json" || note "another plan: $(settled | diff "$scratch/usual.json" - | head -5)"
}

copy replaced
alternative=$(git -C "$repo" commit-tree -p $base -m "lamp: not so" $fix^{tree})
git -C "$repo" replace $fix $alternative
same_plan
git -C "$repo" replace -d $fix >/dev/null
alternative=$(git -C "$repo" commit-tree -p $base -m "lamp: not so" $base^{tree})
git -C "$repo" replace $made $alternative
same_plan
ok "replace refs are not followed"
copy grafted
mkdir -p "$repo/.git/info"
echo "$fix $base" >"$repo/.git/info/grafts"
same_plan
ok "grafts are not followed"
copy alternates-from
git clone -q --shared "$repo" "$scratch/alternates"
git -C "$scratch/alternates" branch -q stable origin/stable
repo=$scratch/alternates
that test ! -d "$repo/.git/objects/$(echo $fix | cut -c 1-2)"
same_plan
ok "alternates"
copy with-worktree
git -C "$repo" worktree add -q "$scratch/worktree" stable
repo=$scratch/worktree
that test -f "$repo/.git"
same_plan
ok "a work tree of another repository"
copy packed
git -C "$repo" gc -q
same_plan
ok "packed objects and refs"

# ---- commit-graphs

copy graph
git -C "$repo" commit-graph write --reachable --changed-paths
graph=.git/objects/info/commit-graph
that test -s "$repo/$graph"
same_plan
ok "a commit-graph"
chmod +w "$repo/$graph"
cp "$repo/$graph" "$scratch/graph-file"
size=$(wc -c <"$scratch/graph-file")
# Either the same plan, or a sentence that says whose fault it is.
same_plan_or_refused() {
	files_of "$repo" >"$scratch/before"
	code=0
	stableport plan $fix --onto stable --repo "$repo" --json >"$scratch/out" 2>"$scratch/err" || code=$?
	if test "$code" -eq 2; then
		test "$(wc -l <"$scratch/err")" -eq 1 || note "$1: not one line on stderr: $(cat "$scratch/err")"
		grep -q "commit-graph" "$scratch/err" || note "$1: $(cat "$scratch/err")"
	else
		settled | cmp -s - "$scratch/usual.json" || note "$1: code $code, another plan: $(settled | diff "$scratch/usual.json" - | head -5)"
	fi
	files_of "$repo" | cmp -s - "$scratch/before" || note "$1: the repository was changed"
}
at=0
while test $at -lt "$size"; do
	head -c $at "$scratch/graph-file" >"$repo/$graph"
	same_plan
	at=$((at + 61))
done
ok "a commit-graph that is cut off"
at=0
while test $at -lt "$size"; do
	cp "$scratch/graph-file" "$repo/$graph"
	byte=$(od -An -tu1 -j $at -N 1 "$scratch/graph-file")
	printf "\\$(printf %o $((byte ^ 255)))" | dd of="$repo/$graph" bs=1 seek=$at conv=notrunc 2>/dev/null
	same_plan_or_refused "byte $at of $size"
	at=$((at + 13))
done
ok "a commit-graph with a byte turned over"
head -c 4000 /dev/zero >"$repo/$graph"
same_plan
{ printf 'CGPH\1\1\4\0' && head -c 4000 /dev/zero | tr '\0' '\377'; } >"$repo/$graph"
same_plan
rm -f "$repo/$graph" && mkdir "$repo/$graph"
same_plan
rmdir "$repo/$graph" && ln -s /dev/zero "$repo/$graph"
same_plan
rm "$repo/$graph"
ok "garbage for a commit-graph"
"$MODEL" "$scratch/model" >/dev/null
git -C "$scratch/model" commit-graph write --reachable --changed-paths
cp "$scratch/model/$graph" "$repo/$graph"
same_plan
ok "the commit-graph of another repository"
copy split
rm -f "$repo/$graph"
for ref in $base $made $fix stable; do
	git -C "$repo" rev-parse $ref | git -C "$repo" commit-graph write --stdin-commits --split=no-merge --changed-paths
done
that test "$(wc -l <"$repo/.git/objects/info/commit-graphs/commit-graph-chain")" -ge 3
same_plan
ok "a chain of commit-graphs"
layer=$(ls "$repo"/.git/objects/info/commit-graphs/*.graph | head -n 1)
chmod +w "$layer"
: >"$layer"
same_plan
rm -f "$layer"
same_plan
ok "a chain of commit-graphs with a file missing"

# ---- shapes of history

copy octopus
git -C "$repo" checkout -q -b side-1 $base
edit "$repo" $lamp 's/limit = 10/limit = 12/' "lamp: more light"
side=$id
git -C "$repo" checkout -q -b side-2 $base
edit "$repo" README 's/lamps/lamps and more/' "more"
on "$repo" master
git -C "$repo" merge -q -m "an octopus" side-1 side-2 >/dev/null
that test "$(git -C "$repo" rev-list --no-walk --parents HEAD | wc -w)" -eq 4
edit "$repo" $lamp 's/limit = 12/limit = 14/' "lamp: still more light"
plan_json 0 HEAD stable
carries "$side" "$id"
ok "an octopus in the history"
refuses "'$(git -C "$repo" rev-parse HEAD~)' is a merge: name the commits that it brought" HEAD~ stable
ok "a fix that is a merge"

copy root
git -C "$repo" checkout -q --orphan another
git -C "$repo" rm -q -r --cached .
rm -rf "$repo/drivers" "$repo/README"
mkdir -p "$repo/drivers/lamp"
printf 'int night_falls(void)\n{\n\treturn 0;\n}\n' >"$repo/drivers/lamp/night.c"
commit "$repo" "lamp: night"
plan_json 0 another stable
carries "$id"
ok "a fix that is a root commit"
plan_json 0 "$(git -C "$repo" rev-list --max-parents=0 master)" stable
carries
prints '"presence": "history"'
ok "a root commit that is there"

copy unrelated
git -C "$repo" checkout -q --orphan vendor stable
commit "$repo" "5.10.1, all of it"
plan_json 0 $fix vendor
carries $made $fix
prints "no commit in common"
ok "a target of another history with the same text"

copy renamed
git -C "$repo" checkout -q -b renames $base
mkdir "$repo/drivers/light"
git -C "$repo" mv drivers/lamp/lamp.c drivers/light/bulb.c
commit "$repo" "lamp: move"
edit "$repo" drivers/light/bulb.c 's/limit = 10/limit = 14/' "lamp: more light"
plan_json 0 renames stable
carries "$id"
not_moot
ok "a file that upstream renamed: the target's, under its old name, is not overlooked"

# ---- what files may be

# two_sides NAME: a repository with stable and master at a commit that has what is in the work tree; each test adds its fix.
two_sides() {
	commit "$repo" "what there is"
	git -C "$repo" branch -q -f stable
	git -C "$repo" checkout -q stable
	edit "$repo" README 's/lamps/lamps, stable/' "Linux 5.10.2"
	on "$repo" master
}

copy submodule
git -C "$repo" update-index --add --cacheinfo 160000,$base,firmware
GIT_AUTHOR_DATE="$clock +0000" GIT_COMMITTER_DATE="$clock +0000" git -C "$repo" commit -q -m "firmware"
git -C "$repo" branch -q -f stable
git -C "$repo" update-index --cacheinfo 160000,$made,firmware
sed -i 's/limit = 10/limit = 14/' "$repo/$lamp"
git -C "$repo" add $lamp
git -C "$repo" commit -q -m "lamp: more light, with its firmware"
id=$(git -C "$repo" rev-parse HEAD)
plan_json 0 HEAD stable
carries "$id"
not_moot
ok "a submodule in the fix"
on "$repo" stable
git -C "$repo" update-index --cacheinfo 160000,$fix,firmware
git -C "$repo" commit -q -m "other firmware"
on "$repo" master
plan_json 1 HEAD stable
carries "$id"
not_moot
prints '"disposition": "adapt"'
ok "a submodule that the target has at another commit"

copy binary
printf 'a\0b\1c' >"$repo/picture"
two_sides
printf 'a\0b\2c' >"$repo/picture"
commit "$repo" "another picture"
plan_json 0 HEAD stable
carries "$id"
ok "a binary file in the fix"
on "$repo" stable
printf 'x\0y\1z' >"$repo/picture"
commit "$repo" "our own picture"
on "$repo" master
plan_json 1 HEAD stable
prints '"disposition": "adapt"'
not_moot
ok "a binary file that the target has in another version"

copy crlf
sed -i 's/$/\r/' "$repo/$lamp"
two_sides
edit "$repo" $lamp 's/limit = 10/limit = 12/' "lamp: more light"
first=$id
edit "$repo" $lamp 's/limit = 12/limit = 14/' "lamp: still more light"
plan_json 0 HEAD stable
carries "$first" "$id"
ok "lines that end in CR LF"

copy latin
printf '/* Glühlampe */\n' | iconv -f utf-8 -t latin1 >>"$repo/$lamp"
odd=$(printf 'drivers/caf\351.c')
write_lamp "$repo/$odd"
two_sides
LC_ALL=C sed -i 's/limit = 10/limit = 12/; s/Gl.hlampe/&, hell/' "$repo/$lamp" "$repo/$odd"
commit "$repo" "$(printf 'lamp: Gl\374hlampe')"
plan_json 0 HEAD stable
carries "$id"
that iconv -f utf-8 -t utf-8 -o /dev/null "$scratch/out"
plan 0 HEAD stable
that iconv -f utf-8 -t utf-8 -o /dev/null "$scratch/out"
ok "text and a file name that are no UTF-8"

copy link
ln -s lamp.c "$repo/drivers/lamp/current"
two_sides
ln -sf lamp.h "$repo/drivers/lamp/current"
commit "$repo" "another link"
plan_json 0 HEAD stable
carries "$id"
not_moot
ok "a symbolic link in the fix"
on "$repo" stable
ln -sf nowhere "$repo/drivers/lamp/current"
commit "$repo" "our own link"
on "$repo" master
plan_json 1 HEAD stable
not_moot
prints '"disposition": "adapt"'
ok "a symbolic link that the target has to elsewhere"

copy modes
printf 'echo\n' >"$repo/run"
two_sides
chmod +x "$repo/run"
commit "$repo" "it can be run"
plan_json 0 HEAD stable
carries "$id"
prints '"disposition": "clean"'
not_moot
ok "a change of a mode alone"
on "$repo" stable
chmod +x "$repo/run"
commit "$repo" "it can be run here"
on "$repo" master
plan_json 0 HEAD stable
not_moot
ok "a change of a mode that the target has"

copy names
for name in 'quo"te.c' 'two  words.c' 'back\slash.c' '$(date).c' 'semi;colon.c'; do
	write_lamp "$repo/drivers/$name"
done
two_sides
for name in "$repo"/drivers/*.c; do sed -i 's/limit = 10/limit = 12/' "$name"; done
commit "$repo" "lamp: more light everywhere"
first=$id
for name in "$repo"/drivers/*.c; do sed -i 's/limit = 12/limit = 14/' "$name"; done
commit "$repo" "lamp: still more light everywhere"
plan_json 0 HEAD stable
carries "$first" "$id"
plan 0 HEAD stable
plan 0 HEAD stable --dot
ok "file names with quotes, blanks, a backslash and what a shell would read"

# A name that no command line and no terminal should see is refused, and shown harmlessly.
odd_name() {
	copy "odd-$nr"
	write_lamp "$repo/drivers/$1"
	two_sides
	sed -i 's/limit = 10/limit = 12/' "$repo/drivers/$1"
	commit "$repo" "lamp: more light"
	plan 2 HEAD stable
	sentence "the path 'drivers/$2' is not carried: it begins with a dash or has a control character"
	no_escape err
}
odd_name '-dash.c' '-dash.c'
ok "a file name with a dash in front"
odd_name "$(printf 'new\nlast line.c')" 'new; last line.c'
ok "a file name with a line feed"
odd_name "$(printf 'red\033[31m.c')" "$(printf 'red\357\277\275[31m.c')"
ok "a file name with an escape sequence"

copy hostile
edit "$repo" $lamp 's/limit = 10/limit = 12/' \
	"$(printf 'lamp: \033[31mred\033]0;title\007 \302\233 \342\200\256evil "quoted" \\N <b>\n\nFixes: %.12s ("lamp: \033[2Jclear")' $fix)"
hostile=$id
edit "$repo" $lamp 's/limit = 12/limit = 14/' "$(printf 'lamp: \033[32mgreen')"
for option in --json --dot --upstream=master; do
	plan 0 $fix stable $option
	no_escape out
	plan 0 HEAD stable $option
	no_escape out
	no_escape err
done
plan_json 0 HEAD stable
carries "$hostile" "$id"
ok "escape sequences of messages do not reach the terminal"
plan 2 "$(printf 'a\033[31m\nb')" stable
no_escape err
that test "$(wc -l <"$scratch/err")" -eq 1
ok "nor do those of an argument"

copy options
for ref in --upload-pack=x --help -x; do
	git -C "$repo" update-ref "refs/heads/$ref" $fix
	refuses "'$ref' is not the name of a commit" $fix "$ref"
done
# As a full name it is a branch as any other.
plan_json 0 refs/heads/--upload-pack=x stable
carries $made $fix
plan_json 0 $fix refs/heads/--help
carries
code=0
stableport plan --onto stable --repo "$repo" -- --upload-pack=x >"$scratch/out" 2>"$scratch/err" || code=$?
that test "$code" -eq 2
says "'--upload-pack=x' is not the name of a commit"
ok "branches that look like options"

# ---- repositories that cannot be used

repo=$scratch/sha256
if git init -q --object-format=sha256 "$repo" 2>/dev/null; then
	echo lamps >"$repo/README"
	commit "$repo" first
	plan 2 HEAD HEAD
	says "the repository '$repo' has SHA-256 ids, which are not supported"
	ok "a repository of SHA-256"
else
	skip "a repository of SHA-256" "this git makes none"
fi
if test "$(id -u)" -eq 0; then
	copy foreign
	chown -R nobody "$repo"
	refuses "repository '$repo' belongs to another user; if you trust it: git config --global --add safe.directory $repo" \
		$fix stable
	ok "a repository that another user owns"
else
	skip "a repository that another user owns" "only root can make one"
fi
repo=$scratch/empty
git init -q "$repo"
plan 2 HEAD HEAD
says "no commit 'HEAD' in '$repo/', which is empty"
ok "an empty repository"

# ---- what has no lines, and who is called what

# start NAME: an empty repository; fork: a branch "stable" at $base with a commit of its own, and on there.
start() {
	repo=$scratch/$1
	git init -q "$repo"
}
fork() {
	git -C "$repo" checkout -q -b "$1" "$base"
	echo "$1" >"$repo/own"
	commit "$repo" "$1"
}

start renamed-together
seq 1 30 | sed 's/.*/int v&;/' >"$repo/a.c"
commit "$repo" base
base=$id
git -C "$repo" mv a.c b.c
commit "$repo" rename
made=$id
edit "$repo" b.c 's/int v15;/int v15 = 1;/' "v15"
fix=$id
fork stable
plan_json 0 $fix stable
carries $fix
not_moot
ok "a file that upstream renamed since is found under its former name"
plan_json 0 $fix stable --with $made
carries $made $fix
not_moot
ok "with the rename before it, it is found under its new name"

start executable
printf 'a\nb\nc\n' >"$repo/f.sh"
commit "$repo" base
base=$id
printf 'a\nB\nc\n' >"$repo/f.sh"
chmod +x "$repo/f.sh"
commit "$repo" "B, and executable"
fix=$id
fork stable
printf 'a\nB\nc\n' >"$repo/f.sh"
commit "$repo" "B already"
plan_json 0 $fix stable
carries $fix
prints '"disposition": "there"'
prints '"disposition": "clean"'
ok "a mode is not there because the content is"
git -C "$repo" checkout -q -b other stable
printf 'other\n' >"$repo/f.sh"
commit "$repo" "other content"
git -C "$repo" checkout -q master
git -C "$repo" reset -q --hard "$base"
chmod +x "$repo/f.sh"
commit "$repo" executable
plan_json 0 $id other
ok "a mode alone is carried onto any content"

start links
ln -s A "$repo/l"
commit "$repo" base
base=$id
ln -sfn C "$repo/l"
commit "$repo" "A to C"
made=$id
ln -sfn D "$repo/l"
commit "$repo" "C to D"
fix=$id
fork stable
plan_json 0 $fix stable
carries $made $fix
ok "a link is judged after the steps before it"

start in-the-way
echo a >"$repo/a"
commit "$repo" base
base=$id
echo 'int x;' >"$repo/new.c"
commit "$repo" "add new.c"
fix=$id
fork stable
ln -s a "$repo/new.c"
commit "$repo" "a link of that name"
fork folder
mkdir "$repo/new.c"
echo 1 >"$repo/new.c/x"
commit "$repo" "a folder of that name"
for branch in stable folder; do
	plan_json 1 $fix $branch
	prints '"disposition": "adapt"'
done
ok "a new file where the target has something else of that name is to be adapted"

start odd-candidate
printf 'a\nb\nc\n' >"$repo/f"
commit "$repo" base
base=$id
printf 'a\nB\nc\n' >"$repo/f"
echo x >"$repo/-dash"
commit "$repo" "B, and a file with a dash in front"
printf 'a\nBB\nc\n' >"$repo/f"
commit "$repo" BB
fix=$id
fork stable
plan 1 $fix stable
prints "it changes a path that is not carried"
ok "a commit with an odd path is no prerequisite, and no error"

# ---- interrupted

# Each commit rewrites the line and its neighbours: no set is found soon.
copy row
i=10
while test $i -lt 70; do
	edit "$repo" $lamp "s/level -= .*/level -= step * $i;/; s/if (lamp->level < .*)/if (lamp->level < $i)/
		s/port_claim(.*)/port_claim(lamp->port + $i)/" "lamp: $i"
	i=$((i + 1))
done
files_of "$repo" >"$scratch/before"
for signal in 2 15; do
	# A shell without job control starts what is in the background with SIGINT ignored; env gives it back.
	env --default-signal=INT,QUIT "$STABLEPORT" plan HEAD --onto stable --repo "$repo" --budget 120 \
		>"$scratch/out" 2>"$scratch/err" &
	run=$!
	sleep 1
	kill -0 $run 2>/dev/null || note "the plan was ready too soon: $(head -n 3 "$scratch/out" "$scratch/err")"
	kill -$signal $run 2>/dev/null
	code=0
	wait $run 2>/dev/null || code=$?
	that test "$code" -eq $((128 + signal))
	that test ! -s "$scratch/out"
	files_of "$repo" >"$scratch/after"
	that cmp -s "$scratch/before" "$scratch/after"
	that test -z "$(ls -A "$TMPDIR")"
	ok "signal $signal during a plan ends it and leaves nothing behind"
done
done_testing
