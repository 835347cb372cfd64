# SPDX-License-Identifier: GPL-2.0-only
# What can go wrong, each with one clear sentence on stderr, exit code 2 (1 where a person has to decide) and
# nothing changed: no ref, no file of the work tree or of a plain tree, no output, no scratch folder.
. "$(dirname "$0")/lib.sh"

model >/dev/null
repo=$scratch/model
"$MODEL" "$scratch/model2" --plain linux-4.19.y "$scratch/plain" >/dev/null
cp -r "$scratch/plain" "$scratch/untouched"
mkdir "$scratch/tmp" "$scratch/bin" "$scratch/work"
export TMPDIR="$scratch/tmp"
usual_path=$PATH
cd "$scratch/work" || exit 1
state_of "$repo" >"$scratch/before"

port="stableport port nfsd-callback-running --no-build --output out --onto"
plan="stableport plan nfsd-callback-running --onto"
small="stableport port nfsd-cb-delay-loop --no-build"
here="linux-4.19.y --repo $repo"

unchanged() {
	state_of "$repo" >"$scratch/after"
	cmp -s "$scratch/before" "$scratch/after" || note "$(diff "$scratch/before" "$scratch/after")"
	diff -r "$scratch/untouched" "$scratch/plain" >"$scratch/difference" || note "$(cat "$scratch/difference")"
	test -z "$(ls -A "$scratch/tmp")" || note "left behind in TMPDIR: $(ls -A "$scratch/tmp")"
	test -z "$(ls -A "$scratch/work")" || note "left behind: $(ls -A "$scratch/work")"
	rm -rf "$scratch/work/out" "${TMPDIR:?}"/*
}

# refuses WHAT IT-SAYS COMMAND...
refuses() {
	title=$1 sentence=$2
	shift 2
	expect 2 "$@"
	says "$sentence"
	that test ! -s "$scratch/out"
	unchanged
	ok "$title"
}

# A program of ours first in PATH; hide takes one away.
fake() {
	printf '#!/bin/sh\n%s\n' "$2" >"$scratch/bin/$1"
	chmod +x "$scratch/bin/$1"
	PATH=$scratch/bin:$usual_path
}
hide() {
	mkdir -p "$scratch/few"
	for folder in /usr/bin /bin; do ln -sf "$folder"/* "$scratch/few/" 2>/dev/null; done
	rm -f "$scratch/few/$1"
	PATH=$scratch/few
}
as_usual() {
	PATH=$usual_path
	rm -rf "$scratch/few" "$scratch/bin"/*
}

# The command line

refuses "an unknown command" "there is no command 'carry'" stableport carry
refuses "an unknown option" "--frobnicate: unknown option" $port $here --frobnicate
refuses "no fix" "'plan' takes at least 1 argument, not 0" stableport plan --onto linux-4.19.y
refuses "two fixes" "'port' takes 1 argument, not 2" $port $here another
refuses "no target" "--onto REF" stableport plan nfsd-callback-running --repo "$repo"
refuses "an option without its value" "--onto: missing argument" stableport plan nfsd-callback-running --onto
refuses "a time that is no number" "'soon' is no number" $plan $here --timeout soon
refuses "a time before now" "--timeout -5" $plan $here --timeout=-5
refuses "less than no job" "--jobs -3" $port $here --jobs=-3
refuses "an unknown style" "'fine' is no style" $plan $here --style fine
refuses "an unknown choice of colour" "'red' is no choice for --color" $plan $here --color red
refuses "in place in a repository" "--in-place is for a plain tree" $port $here --in-place

echo '{"format":1,"recipe":{"name":"x","path":"/dev/zero"}}' >"$scratch/zero.json"
refuses "a document whose recipe is a device" "'/dev/zero' is no regular file" stableport report "$scratch/zero.json"

git -C "$repo" config --unset user.name
git -C "$repo" config --unset user.email
refuses "a user whom git does not know" "git does not know who you are" env HOME=/nonexistent XDG_CONFIG_HOME=/nonexistent \
	"$STABLEPORT" port nfsd-cb-delay-loop --no-build --output out --onto $here
git -C "$repo" config user.name Tester
git -C "$repo" config user.email tester@example.org

# Recipes and documents

refuses "a missing recipe" "there is no recipe for 'no-such-fix'" stableport plan no-such-fix --onto $here
refuses "a recipe's name that is a path" "'../x' is no name of a fix" stableport plan ../x --onto $here
refuses "a missing recipe file" "no-such.yaml" stableport plan "$scratch/no-such.yaml" --onto $here
refuses "a missing folder of recipes" "cannot list the recipes" stableport list --recipes "$scratch/nowhere"
refuses "a folder without a recipe" "there is no recipe in" stableport list --recipes "$scratch/untouched"
refuses "a missing document" "no-such.json" stableport report "$scratch/no-such.json"
head -c 100000 /dev/zero >"$scratch/zero.json"
refuses "a document of zeroes" "zero.json" stableport report "$scratch/zero.json"

mkdir -p "$scratch/recipes/broken"
recipe=$scratch/recipes/broken/recipe.yaml
known=$SOURCE_ROOT/backports/nfsd-cb-delay-loop/recipe.yaml
broken="stableport plan broken --recipes $scratch/recipes --onto $here"
line=$(grep -n '^scope:' "$known" | cut -d : -f 1)
sed 's/^scope:/scoop:/' "$known" >"$recipe"
refuses "an unknown key in a recipe" "recipe.yaml:$line:1: unknown key 'scoop'" $broken
sed 's/^scope: .*/scope: [ fs\/nfsd/' "$known" >"$recipe"
refuses "a recipe that is no YAML" "recipe.yaml:" $broken
sed 's/^scope: .*/scope: [ ..\/..\/etc ]/' "$known" >"$recipe"
refuses "a recipe's path that leaves the tree" \
	"recipe.yaml:$line:10: '../../etc' is not a path within the tree" $broken
sed 's/^title: .*/title: "red \\e[31m alert"/' "$known" >"$recipe"
refuses "escape sequences in a recipe" "recipe.yaml:2:" $broken
sed 's/nfsd\/cb-seq-status-after-delay.cocci/nfsd\/no-such.cocci/' "$known" >"$recipe"
expect 2 stableport plan broken --recipes "$scratch/recipes" --onto "$scratch/plain"
says "no-such.cocci"
unchanged
ok "a semantic patch that is not there"

# Targets

refuses "a missing ref" "no commit 'linux-9.9.y'" $plan linux-9.9.y --repo "$repo"
refuses "a ref that looks like an option" "'--output=x' is not the name of a commit" $plan --output=x --repo "$repo"
refuses "a ref that looks like a short option" "'-x' is not the name of a commit" $plan -x --repo "$repo"
refuses "an upstream that is not there" "cannot find upstream's history" $plan $here --upstream nowhere
refuses "an upstream that looks like an option" "'-x' is not the name" $plan $here --upstream=-x
refuses "no repository" "is not in a git repository" $plan linux-4.19.y --repo "$scratch/plain"
refuses "not in a repository" "'.' is not in a git repository" $plan linux-4.19.y
refuses "a missing folder" "there is no folder '$scratch/nowhere'" $plan "$scratch/nowhere"
refuses "a missing repository" "nowhere' is not in a git repository" $plan linux-4.19.y --repo "$scratch/nowhere"
mkdir "$scratch/no-kernel"
echo 'all:' >"$scratch/no-kernel/Makefile"
refuses "a folder that is no kernel" "no kernel tree" $plan "$scratch/no-kernel"
git init -q "$scratch/no-kernel"
git -C "$scratch/no-kernel" add Makefile
git -C "$scratch/no-kernel" -c user.name=A -c user.email=a@b commit -qm first
refuses "a repository that is no kernel" "no kernel tree" $plan HEAD --repo "$scratch/no-kernel"

if test "$(id -u)" -eq 0; then
	cp -r "$repo" "$scratch/foreign"
	chown -R nobody "$scratch/foreign"
	refuses "a repository that another user owns" "safe.directory" \
		env HOME="$scratch/tmp" "$STABLEPORT" plan nfsd-callback-running --onto linux-4.19.y --repo "$scratch/foreign"
else
	skip "a repository that another user owns" "only root can make one"
fi

# A tree where the fix cannot work

cp -r "$scratch/plain" "$scratch/lacking"
sed -i 's/nfsd4_run_cb/nfsd4_start_callback/g' "$scratch/lacking/fs/nfsd"/*.[ch]
cp -r "$scratch/lacking" "$scratch/lacking-before"
expect 1 stableport port nfsd-callback-running --no-build --in-place --onto "$scratch/lacking" --output "$scratch/out-lacking"
that test ! -s "$scratch/err"
prints "conflict"
prints "a person"
prints "callback-end-point.cocci"
that test ! -e "$scratch/out-lacking/patches"
diff -r "$scratch/lacking-before" "$scratch/lacking" >"$scratch/difference" || note "$(cat "$scratch/difference")"
unchanged
ok "a tree without what the fix needs: a conflict that names it, for a person, and nothing in place"
rm -rf "$scratch/lacking/fs"
expect 1 stableport plan nfsd-cb-delay-loop --onto "$scratch/lacking"
prints "conflict"
unchanged
ok "a kernel without the file that the fix changes"

# Programs that are missing, fail or hang

hide spatch
refuses "no spatch" "coccinelle" $port "$scratch/plain"
hide ctags
refuses "no ctags" "universal-ctags" $port "$scratch/plain"
as_usual
fake ctags 'exit 3'
refuses "a ctags that fails" "ctags ended with code 3" $port "$scratch/plain"
as_usual
fake spatch 'echo "Fatal error: out of luck" >&2; exit 3'
refuses "an spatch that fails" "spatch ended with code 3" $port "$scratch/plain"
fake spatch 'exec sleep 60'
refuses "an spatch that hangs" "spatch was killed after" $port "$scratch/plain" --timeout 1
as_usual
build="stableport port nfsd-callback-running --output out --onto linux-6.12.y --repo $repo"
hide make
refuses "no make" "cannot run 'make'" $build
as_usual
fake make 'echo "no rule today" >&2; exit 2'
refuses "a make that fails" "no rule today" $build
fake make 'exec sleep 60'
refuses "a make that hangs" "make was killed after 1 s" $build --timeout 1
as_usual
refuses "no such compiler" "no-such-cc" $build --cc no-such-cc
refuses "a compiler elsewhere that is not there" "/no/such/cc" $build --cc /no/such/cc
refuses "a compiler that fails" "/bin/false" $build --cc /bin/false
refuses "a compiler that is a command line of the shell" "cannot run the compiler" $build --cc "gcc;touch out"

# Output

refuses "an output folder below a file" "$known" $small --onto $here --output "$known/out"
refuses "an output folder where nothing can be written" "/proc/out" $small --onto $here --output /proc/out
mkdir "$scratch/theirs" "$scratch/theirs/patches"
echo mine >"$scratch/theirs/patches/notes"
refuses "an output folder with somebody else's patches" "is not a series of ours" \
	$small --onto $here --output "$scratch/theirs"
that test "$(cd "$scratch/theirs" && find . -type f)" = ./patches/notes
ok "somebody else's patches stay"

# A file that may not grow, and a disk of one page that is full.
limited() { (trap '' XFSZ && ulimit -f 1 && exec "$STABLEPORT" "$@"); }
refuses "a limit on what files may hold" "File too large" limited apply nfsd-cb-delay-loop --onto $here --output out
mkdir "$scratch/disk"
if mount -t tmpfs -o size=4k none "$scratch/disk" 2>/dev/null; then
	head -c 4096 /dev/zero >"$scratch/disk/full"
	refuses "a full disk" "No space left" stableport apply nfsd-cb-delay-loop --onto $here --output "$scratch/disk/out"
	umount "$scratch/disk"
else
	skip "a full disk" "none can be mounted here"
fi
onto_full() { "$STABLEPORT" "$@" >/dev/full; }
onto_closed() { "$STABLEPORT" "$@" >&-; }
for how in onto_full onto_closed; do
	refuses "a list that cannot be printed ($how)" "cannot print" $how list
	refuses "a plan that cannot be printed ($how)" "cannot print" $how plan nfsd-cb-delay-loop --onto $here
	refuses "a version that cannot be printed ($how)" "cannot print" $how --version
done

# As another run would: flock(2) on the folder, by one process.
hold() {
	(exec 9<"$1" && flock 9 && exec sleep 60) >/dev/null 2>&1 &
	holder=$!
	while flock -n "$1" true; do sleep 0.1; done
}
let_go() {
	kill $holder
	wait $holder 2>/dev/null || true
}
mkdir "$scratch/shared"
hold "$scratch/shared"
refuses "two runs at once on one output folder" "another run is at work in '$scratch/shared'" \
	$small --onto $here --output "$scratch/shared"
that test -z "$(ls -A "$scratch/shared")"
let_go
hold "$scratch/plain"
refuses "two runs at once on one plain tree" "another run is at work in '$scratch/plain'" \
	$small --onto "$scratch/plain" --in-place --output "$scratch/shared"
let_go

# Signals: an spatch that tells that it runs and then sleeps.

fake spatch 'echo $$ >>"$RUNNING"; sleep 60'
export RUNNING="$scratch/running"
for signal in 1 2 15; do
	rm -f "$RUNNING"
	# A shell without job control starts what is in the background with SIGINT ignored; env gives it back.
	env --default-signal=INT,QUIT "$STABLEPORT" port nfsd-callback-running --no-build --output out --onto $here \
		>"$scratch/out" 2>"$scratch/err" &
	run=$!
	while test ! -s "$RUNNING" && kill -0 $run 2>/dev/null; do sleep 0.1; done
	kill -$signal $run
	code=0
	wait $run 2>/dev/null || code=$?
	that test "$code" -eq $((128 + signal))
	that test ! -s "$scratch/out"
	for child in $(cat "$RUNNING"); do ! kill -0 "$child" 2>/dev/null || note "spatch goes on"; done
	unchanged
	ok "signal $signal: the run ends by the signal, spatch with it, nothing is left behind"
done
as_usual

# What must not matter

cp -r "$repo" "$scratch/dirty"
(
	cd "$scratch/dirty" && git reset -q --hard && echo dirt >>fs/nfsd/nfs4state.c && echo x >untracked &&
		echo more >>Makefile && git add Makefile
)
state_of "$scratch/dirty" >"$scratch/dirty-before"
cp "$scratch/dirty/fs/nfsd/nfs4state.c" "$scratch/dirty.c"
expect 0 $small --repo "$scratch/dirty" --onto linux-4.19.y --output "$scratch/out-dirty"
state_of "$scratch/dirty" | grep -v refs/heads/stableport/ >"$scratch/dirty-after"
that cmp -s "$scratch/dirty-before" "$scratch/dirty-after"
that cmp -s "$scratch/dirty.c" "$scratch/dirty/fs/nfsd/nfs4state.c"
that git -C "$scratch/dirty" rev-parse -q --verify stableport/nfsd-cb-delay-loop/linux-4.19.y >/dev/null
unchanged
ok "a dirty work tree does not matter, and stays dirty"

git clone -q --depth 1 --branch linux-4.19.y "file://$repo" "$scratch/shallow"
(cd "$scratch/shallow" && git config user.name Tester && git config user.email tester@example.org)
expect 0 $small --repo "$scratch/shallow" --onto linux-4.19.y --output "$scratch/out-shallow"
that test ! -s "$scratch/err"
that test "$(git -C "$scratch/shallow" rev-parse stableport/nfsd-cb-delay-loop/linux-4.19.y~1)" = \
	"$(git -C "$repo" rev-parse linux-4.19.y)"
unchanged
ok "a shallow clone is enough"

cp -r "$repo" "$scratch/hostile"
(
	cd "$scratch/hostile" && git checkout -q -f linux-4.19.y && echo '/* one */' >>fs/nfsd/nfs4state.c &&
		git add fs/nfsd/nfs4state.c &&
		printf 'nfsd: \033[31mred\033]0;title\007\n\ncommit %s upstream.\n' \
			961b4b5e86bf56a2e4b567f81682defa5cba957e >"$scratch/message" && git commit -q -F "$scratch/message"
)
expect 0 stableport plan nfsd-cb-delay-loop --repo "$scratch/hostile" --onto linux-4.19.y --color never
prints "already there"
prints "red"
that test "$(tr -cd '\033\007' <"$scratch/out" | wc -c)" -eq 0
unchanged
ok "escape sequences in a commit's message do not reach the terminal"
refuses "nor do those of an argument" "no commit 'a" $plan "$(printf 'a\033[31m\nb')" --repo "$repo"
that test "$(tr -cd '\033' <"$scratch/err" | wc -c)" -eq 0
ok "an error has no escape sequence"
done_testing
