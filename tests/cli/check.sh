# SPDX-License-Identifier: GPL-2.0-only
# check: configurations, architectures, ranges of commits, and what a second run does again.
. "$(dirname "$0")/lib.sh"

model >/dev/null
repo=$scratch/model
fix=nfsd-callback-running
branch=linux-5.10.y
cd "$scratch" || exit 1
export XDG_CACHE_HOME=$scratch/cache
unset STABLEPORT_NO_CACHE
check="stableport check --no-sparse --repo $repo"

# What stands in a document after a key, each in a line.
values() { grep -o "\"$1\": [^,]*" "$scratch/out" | sed 's/[^:]*: //; s/"//g'; }

expect 0 $check $fix --onto $branch --json
test "$(values remembered)" = 0 || note "the first run remembers $(values remembered)"
that test "$(values compiled | sort -n | tail -n 1)" -gt 0
cp out first.json
expect 0 $check $fix --onto $branch --json
test "$(values compiled | grep -cx 0)" -eq 1 || note "the second run compiles: $(values compiled)"
without_numbers() { grep -vE '"(compiled|remembered|seconds)"' "$1"; }
without_numbers first.json >first
without_numbers out >second
that cmp first second
that test -d "$scratch/cache/stableport/builds"
ok "a second check compiles nothing, and says the same"

expect 0 $check $fix --onto $branch --config recipe --config defconfig --json
test "$(values name | grep -cE '^(recipe|defconfig)$')" -eq 2 || note "not two builds: $(values name)"
ok "several configurations are several builds"

printf 'CONFIG_64BIT=y\n' >lacking.config
expect 0 $check $fix --onto $branch --config lacking.config --json
prints "the configuration lacks what the recipe needs: "
prints '"name": "lacking.config"'
ok "a configuration that lacks what the recipe needs is said to"
expect 2 $check $fix --onto $branch --config nothing.config
says "there is no configuration 'nothing.config'"
ok "a configuration that is not there"

expect 1 $check $fix --onto $branch --arch alpha --json
prints "cannot run the compiler 'alpha-linux-gnu-gcc': it is not installed (Debian package 'gcc-alpha-linux-gnu')"
prints '"arch": "alpha"'
ok "a cross compiler that is missing is named with its package"
expect 2 $check $fix --onto $branch --arch ../x86
says "'../x86' is no architecture"
ok "what is no architecture"
expect 1 $check $fix --onto $branch --config defconfig --config recipe --cc no-such-cc --json
test "$(grep -c 'cannot run the compiler' out)" -eq 2 || note "not said for both"
prints '"outcome": "holds"'
ok "where nothing can be built, the rest is checked"

# Ranges

expect 0 stableport port $fix --repo "$repo" --onto $branch --no-build --output made
tip=stableport/$fix/$branch
expect 0 $check $branch..$tip --json
test "$(values built | sort -u)" = true || note "not all is built: $(values built)"
test "$(grep -c '"built": true' out)" -eq "$(git -C "$repo" rev-list --count $branch..$tip)" || note "not each commit"
prints '"name": "defconfig"'
cp out range.json
expect 0 stableport report range.json --format html --output range.html
that test -s range.html
expect 2 stableport apply range.json
says "is of the range"
ok "the commits of a range are checked"

git -C "$repo" worktree add -q --detach "$scratch/work" $tip
cd "$scratch/work" || exit 1
printf 'static int unused_here;\n' >>fs/nfsd/nfs4state.c
git -c user.name=t -c user.email=t@t commit -qam 'leaves something unused'
printf 'int broken = nowhere;\n' >>fs/nfsd/nfs4state.c
git -c user.name=t -c user.email=t@t commit -qam 'breaks the build'
cd "$scratch" || exit 1
expect 1 stableport check --no-sparse --repo "$scratch/work" $tip..HEAD --json
prints "'unused_here' defined but not used"
prints "'nowhere' undeclared"
test "$(values built | sort | tr '\n' ' ')" = "false true " || note "$(values built)"
ok "what a commit of a range brings is said of that commit"

# The model writes what an object was made of, as fixdep does: only what a commit reaches is compiled again.
expect 1 stableport check --no-sparse --repo "$scratch/work" $branch..HEAD --json
built=$(values compiled | tail -n 1) # the one before is of lines
test "$built" -eq 2 || note "compiled: $built"
ok "of a range that goes on only what its new commits reach is compiled"

# The model compiles any file that is named, as 4.19 does, also one whose option is off.
cd "$scratch/work" || exit 1
git checkout -q --detach $tip
printf '#include "state.h"\nint broken = nowhere;\n' >fs/nfsd/faults.c
git add fs/nfsd/faults.c
git -c user.name=t -c user.email=t@t commit -qm 'a file that no Makefile names'
printf '/* the end */\n' >>fs/nfsd/state.h
git -c user.name=t -c user.email=t@t commit -qam 'changes a header'
cd "$scratch" || exit 1
expect 0 stableport check --no-sparse --repo "$scratch/work" HEAD^..HEAD --json
test "$(values built | sort -u)" = true || note "not all is built: $(values built)"
prints '"fs/nfsd/nfs4state.o"'
prints_not faults
ok "what includes a header and is no part of the configuration does not fail a range"

expect 2 $check $tip..$branch
says "the range: "
expect 2 $check $branch...$tip
says "a range is A..B"
expect 2 $check nowhere..$tip
says "nowhere"
expect 2 $check $branch..$tip --onto $branch
says "names its own target"
expect 2 $check $branch..$tip --config recipe
says "a range has no recipe"
ok "what is no range"

# Tools that fail, and a disk that is full: of a range, which needs no spatch

cd "$scratch/work" || exit 1
git checkout -q --detach $branch
printf '\nextern int one_more;\n' >>fs/nfsd/nfs4callback.c
git -c user.name=t -c user.email=t@t commit -qam 'one more'
cd "$scratch" || exit 1
one="stableport check --no-checkpatch --repo $scratch/work HEAD^..HEAD --json"
usual_path=$PATH
mkdir bin
fake() {
	printf '#!/bin/sh\ntest "$1" = --version && exit\n%s\n' "$2" >"bin/$1"
	chmod +x "bin/$1"
	PATH=$scratch/bin:$usual_path
}

fake sparse 'kill -9 $$'
expect 1 $one
prints "nothing was compiled: the target itself does not build"
prints "Killed"
rm bin/sparse
expect 0 $one
ok "a sparse that is killed is named, and is no verdict for later"

fake sparse 'exec sleep 60'
expect 1 $one --timeout 3
prints "make was killed after 3 s"
rm bin/sparse
ok "a sparse that hangs is ended"

fake cc-once 'test -e once || case "$*" in *nfs4callback*) touch once; kill -9 $$;; esac
exec gcc "$@"'
expect 1 $one --no-sparse --cc "$scratch/bin/cc-once"
prints "Killed"
expect 0 $one --no-sparse --cc "$scratch/bin/cc-once"
ok "a compiler that is killed is asked again by the next run"

# What a compiler prints is a file of make's until it ends: no larger than one may be.
fake cc-flood 'case "$*" in *nfs4callback*) yes "fs/nfsd/nfs4callback.c:1:2: warning: again and again";; esac
exec gcc "$@"'
flooded() { (ulimit -f 81920 && $one --no-sparse --cc "$scratch/bin/cc-flood"); }
expect 1 flooded
prints "make printed more than 32 MiB; it is in '"
log=$(sed -n "s/.*it is in '\([^']*\)'.*/\1/p" out)
test "$(stat -c %s "$log")" -eq $((81920 * 512)) || note "the log has $(stat -c %s "$log") bytes"
ok "a compiler that floods fills no disk, and all that it could print is kept"
PATH=$usual_path

mkdir disk
for size in 16k 150k; do
	if mount -t tmpfs -o size=$size none disk 2>/dev/null; then
		expect 1 $one --no-sparse --build-dir disk
		grep -qiE "no space (is )?left" out || note "with $size it is not said that the disk is full"
		prints_not '"built": true'
		umount disk
		ok "a disk of $size that is full"
	else
		skip "a disk of $size that is full" "none can be mounted here"
	fi
done

# What an earlier build has left in a plain tree

git -C "$repo" archive --prefix=built/ $branch | tar x
mkdir -p built/include/config built/include/generated built/arch/x86/include/generated
echo 'CONFIG_NONSENSE=y' | tee built/.config >built/include/config/auto.conf
echo '#error an earlier build' >built/include/generated/autoconf.h
echo 'no object' | tee built/fs/nfsd/nfs4state.o >built/fs/nfsd/.nfs4state.o.cmd
find built -type f | sort | xargs sha1sum >before
expect 0 stableport check nfsd-cb-delay-loop --no-sparse --onto built --json
test "$(values built | sort -u)" = true || note "not built: $(values built)"
find built -type f | sort | xargs sha1sum >after
that cmp before after
ok "what an earlier build has left in the tree is neither seen nor touched"

# Runs that were killed

expect 0 $check $branch..$tip --build-dir "$scratch/kept" --json
cp out whole.json
rm -rf "$scratch/kept"/build-*/memo/*
"$STABLEPORT" check --no-sparse --repo "$repo" $branch..$tip --build-dir "$scratch/kept" >/dev/null 2>&1 &
sleep 1
kill -9 $! 2>/dev/null
wait $! 2>/dev/null
expect 0 $check $branch..$tip --build-dir "$scratch/kept" --json
without_numbers whole.json >first
without_numbers out >second
that cmp first second
ok "after a killed run the next one comes to the same"
done_testing
