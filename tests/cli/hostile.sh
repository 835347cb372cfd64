# SPDX-License-Identifier: GPL-2.0-only
# Repositories that want to run programs, to write elsewhere, or to deceive who reads the output. Of each command: no
# canary is written, nothing outside has changed, no escape sequence reaches the terminal, and what cannot be done is
# one sentence and exit code 2 (1 where a person has to look).
. "$(dirname "$0")/lib.sh"
export GIT_CONFIG_NOSYSTEM=1

mkdir "$scratch/home" "$scratch/tmp" "$scratch/outside" "$scratch/canaries" "$scratch/work"
scratch=$(cd "$scratch" && pwd -P)
export TMPDIR="$scratch/tmp"
echo 'int outside;' >"$scratch/outside/a.c"
canary=$scratch/canaries/bird
cat >"$scratch/sing" <<END
#!/bin/sh
echo "\$0 \$*" >>$canary
exit 1
END
chmod +x "$scratch/sing"
sing=$scratch/sing
cd "$scratch/work" || exit 1

# ---- a small kernel, and what is done to it ----

base=$scratch/base
git init -q -b master "$base"
(
	cd "$base" && git config user.name Tester && git config user.email tester@example.org && mkdir -p fs/one
	printf 'VERSION = 4\nPATCHLEVEL = 19\nSUBLEVEL = 79\nEXTRAVERSION =\n' >Makefile
	printf 'int counted;\n\nvoid count_one(void)\n{\n\tcounted++;\n}\n\nint is_counted(void)\n{\n\treturn counted;\n}\n' \
		>fs/one/a.c
	: >Kconfig
	git add . && git commit -qm 'Linux 4.19.79' && git branch stable
	sed -i 's/return counted;/return counted > 0;/' fs/one/a.c
	git commit -qam 'one: is_counted() says yes or no'
)
fix=$(git -C "$base" rev-parse master)

mkdir -p recipes/small
recipe_of() {
	cat <<-END
		title: Yes or no
		description: Yes or no.
		scope: [ fs/one ]
		build:
		  config: [ 64BIT ]
		  objects: [ fs/one/a.o ]
		commits:
		  - id: $1
		    subject: "one: is_counted() says yes or no"
		    author: "Tester <tester@example.org>"
		    role: fix
		    summary: Says yes or no.
		    there-when:
		      - has: function says_yes
		conditions: []
	END
}
recipe_of "$fix" >recipes/small/recipe.yaml

copy() {
	chmod -R u+w "$scratch/repo" 2>/dev/null
	rm -rf "$scratch/repo"
	cp -a "$base" "$scratch/repo"
	cd "$scratch/repo" || exit 1
}

# ---- the commands ----

# Which of them there are in this build.
commands='plan list port apply'
for command in draft status; do
	! "$STABLEPORT" "$command" --help >/dev/null 2>&1 || commands="$commands $command"
done
takes_commits=
! "$STABLEPORT" apply --help 2>/dev/null | grep -q -- --continue || takes_commits=yes

outside() { find "$scratch/outside" "$scratch/home" -type f -print0 | sort -z | xargs -0 sha1sum; }

# run COMMAND...: what must hold of every run. The program has a terminal, by script(1) where that is there.
run() {
	rm -rf "$scratch/work/out" "$scratch/work/stableport-out"
	cd "$scratch/work" || exit 1
	code=0
	HOME="$scratch/home" timeout 60 "$STABLEPORT" "$@" --color never >"$scratch/out" 2>"$scratch/err" </dev/null ||
		code=$?
	test "$code" -le 2 || note "exit code $code of: $*: $(tail -n 3 "$scratch/err")"
	test "$code" -ne 2 || test "$(grep -c '^stableport: error: ' "$scratch/err")" -eq 1 ||
		note "code 2 without one sentence, of: $*: $(cat "$scratch/err")"
	test "$(wc -l <"$scratch/err")" -le 2 || note "more than a sentence, of: $*: $(cat "$scratch/err")"
	test "$(cat "$scratch/out" "$scratch/err" | LC_ALL=C tr -d '\n\t\040-\176\200-\377' | wc -c)" -eq 0 ||
		note "control characters, of: $*: $(cat -v "$scratch/out" "$scratch/err" | grep '\^' | head -n 3)"
	test ! -e "$canary" || note "it sang, of: $*: $(head -n 3 "$canary")"
	rm -f "$canary"
	outside >"$scratch/outside-now"
	cmp -s "$scratch/outside-before" "$scratch/outside-now" || note "outside has changed, of: $*"
	test -z "$(ls -A "$TMPDIR")" || note "left in TMPDIR, of: $*: $(ls -A "$TMPDIR")"
}
outside >"$scratch/outside-before"

# all ONTO [COMMIT]: each command; the worst code is in $worst, the codes in $codes.
all() {
	onto=$1 commit=${2:-master} codes=
	repo=$scratch/repo
	for command in $commands; do
		case $command in
		plan)
			run plan "$commit" --repo "$repo" --onto "$onto" && codes="$codes $code"
			run plan small --recipes recipes --repo "$repo" --onto "$onto" && codes="$codes $code"
			;;
		list) run list --recipes recipes --repo "$repo" --onto "$onto" ;;
		port) run port small --recipes recipes --repo "$repo" --onto "$onto" --output out --no-build ;;
		apply)
			run apply small --recipes recipes --repo "$repo" --onto "$onto" --output out --force
			test -z "$takes_commits" || run apply "$commit" --repo "$repo" --onto "$onto" --output out --force
			;;
		draft) run draft "$commit" --repo "$repo" --onto "$onto" ;;
		status) run status --repo "$repo" ;;
		esac
		test $command = status || codes="$codes $code"
	done
	cd "$repo" || exit 1
}

# Ends everything that waits for a person.
abort_all() {
	test -z "$takes_commits" || HOME="$scratch/home" "$STABLEPORT" apply --abort --repo "$scratch/repo" >/dev/null 2>&1
}

# ---- what would run programs ----

copy
for hook in applypatch-msg pre-applypatch post-applypatch pre-commit pre-merge-commit prepare-commit-msg commit-msg post-commit \
	pre-rebase post-checkout post-merge pre-push pre-receive update proc-receive post-receive post-update \
	reference-transaction push-to-checkout pre-auto-gc post-rewrite sendemail-validate fsmonitor-watchman post-index-change; do
	cp "$sing" .git/hooks/$hook
done
all stable
that git -C "$scratch/repo" rev-parse -q --verify refs/heads/stableport/small/stable >"$scratch/made"
ok "hooks do not run"

copy
mkdir "$scratch/hooks"
for hook in post-commit reference-transaction post-checkout pre-commit; do cp "$sing" "$scratch/hooks/$hook"; done
git config core.hooksPath "$scratch/hooks"
for name in core.fsmonitor core.editor core.pager core.sshCommand core.gitProxy core.askPass sequence.editor \
	gpg.program gpg.ssh.program gpg.x509.program diff.external diff.c.textconv diff.c.command merge.c.driver \
	filter.c.clean filter.c.smudge filter.c.process credential.helper alias.plan alias.log interactive.diffFilter \
	uploadpack.packObjectsHook core.alternateRefsCommand remote.origin.uploadpack remote.origin.receivepack \
	remote.origin.proxy trailer.x.command trailer.x.cmd man.x.cmd browser.x.cmd web.browser sendemail.smtpserver \
	pager.log mergetool.x.cmd difftool.x.cmd tar.x.command receive.procReceiveRefs submodule.x.update; do
	git config "$name" "$sing"
done
git config commit.gpgSign true
git config tag.gpgSign true
git config filter.c.required true
git config merge.default c
git config core.attributesFile "$scratch/attributes"
git config protocol.ext.allow always
git config remote.origin.url "ext::$sing"
git config url."ext::$sing ".insteadOf https://
git config credential.helper "!$sing"
git config alias.status "!$sing"
git config extensions.partialClone origin
git config remote.origin.promisor true
git config includeIf."gitdir:$scratch/".path "$scratch/included"
printf '[core]\n\tfsmonitor = %s\n[diff]\n\texternal = %s\n' "$sing" "$sing" >"$scratch/included"
echo '* filter=c diff=c merge=c ident eol=crlf text' >"$scratch/attributes"
cp "$scratch/attributes" .git/info/attributes
git -c core.fsmonitor= -c core.hooksPath=/dev/null update-ref refs/heads/side stable
rm -f "$canary"
GIT_EXTERNAL_DIFF=$sing GIT_PAGER=$sing GIT_EDITOR=$sing GIT_SSH_COMMAND=$sing GIT_ASKPASS=$sing PAGER=$sing EDITOR=$sing
export GIT_EXTERNAL_DIFF GIT_PAGER GIT_EDITOR GIT_SSH_COMMAND GIT_ASKPASS PAGER EDITOR
all stable
unset GIT_EXTERNAL_DIFF GIT_PAGER GIT_EDITOR GIT_SSH_COMMAND GIT_ASKPASS PAGER EDITOR
that test "$(git -C "$scratch/repo" -c core.hooksPath=/dev/null cat-file blob stableport/small/stable:fs/one/a.c | grep -c 'counted > 0;')" -eq 1
ok "configuration that names programs is not obeyed, and no filter changes a text"

copy
printf '* filter=c diff=c merge=c\n' >.gitattributes
git add .gitattributes && git commit -qm attributes && git branch -f stable-attributes
git checkout -q stable && printf '* filter=c diff=c merge=c\n*.c working-tree-encoding=UTF-16\n' >.gitattributes &&
	git -c core.attributesFile=/dev/null add .gitattributes && git commit -qm attributes
for what in clean smudge process; do git config filter.c.$what "$sing"; done
git config filter.c.required true
git config diff.c.textconv "$sing"
git config merge.c.driver "$sing %A"
rm -f "$canary"
all stable
that test "$(git -C "$scratch/repo" cat-file blob stableport/small/stable:fs/one/a.c | grep -c 'counted > 0;')" -eq 1
ok "nor what .gitattributes ask for"

# A Makefile and a Kconfig that run programs as they are read.
copy
git checkout -q stable
printf 'VERSION = 4\nPATCHLEVEL = 19\nSUBLEVEL = 79\nX := $(shell %s)\nall:\n\t%s\n' "$sing" "$sing" >Makefile
printf 'config X\n\tdef_bool $(success,%s)\n' "$sing" >Kconfig
printf '%%{shell %s}\n' "$sing" >.clang-format
git add . && git commit -qm 'make that sings'
all stable
ok "plan, apply and port --no-build run no make"

copy
printf '[submodule "x"]\n\tpath = x\n\turl = ext::%s\n\tupdate = !%s\n[submodule "../../y"]\n\tpath = -x\n\turl = -u%s\n' \
	"$sing" "$sing" "$sing" >.gitmodules
git add .gitmodules
git update-index --add --cacheinfo 160000,"$fix",x
git commit -qm 'a submodule' && git branch -f stable HEAD~1
git checkout -q stable && cp "$base/Makefile" Makefile && printf '[submodule "x"]\n\tpath = ../..\n\turl = ext::%s\n' "$sing" >.gitmodules
git add . && git commit -qm 'another'
all stable
all stable master~1
ok "submodules are neither fetched nor run"

# ---- what would write or read elsewhere ----

copy
git checkout -q stable
rm -r fs/one && ln -s "$scratch/outside" fs/one && git add -A && git commit -qm 'a link on the way'
all stable
ok "a link to a folder outside, on the way to what is changed"
abort_all

copy
git checkout -q stable
rm fs/one/a.c && ln -s "$scratch/outside/a.c" fs/one/a.c && git add -A && git commit -qm 'a link in its place'
all stable
ok "a link to a file outside, in the place of what is changed"
abort_all

copy
git checkout -q stable
mkdir -p "$scratch/plain/fs"
cp Makefile Kconfig "$scratch/plain"
ln -s "$scratch/outside" "$scratch/plain/fs/one"
for command in 'plan small' 'port small --no-build --in-place --output out' 'list'; do
	run $command --recipes recipes --onto "$scratch/plain"
done
ok "a plain tree whose folder is a link to another"

# A tree by hand: entries that git would not make. mktree takes what it is given.
hex() { printf '%s' "$1" | sed 's/../\\x&/g'; }
blob=$(git -C "$base" rev-parse master:fs/one/a.c)
odd_tree() { # NAME: Makefile, and fs/NAME
	bytes() { /usr/bin/printf "$(hex "$1")"; }
	{ /usr/bin/printf '100644 %b\0' "$1" && bytes "$blob"; } | git hash-object -t tree -w --literally --stdin
}
whole_tree() { # SUBTREE [MORE-ENTRY-NAME]
	{
		bytes() { /usr/bin/printf "$(hex "$1")"; }
		/usr/bin/printf '100644 Makefile\0' && bytes "$(git rev-parse master:Makefile)"
		/usr/bin/printf '40000 %b\0' "${2:-fs}" && bytes "$1"
	} | git hash-object -t tree -w --literally --stdin
}
all_commands=$commands
commands="plan apply"
for odd in '..' '.' '.git' '.GIT' 'a\\b' 'x\001y' '.git ' 'git~1' '-x' '../../../outside/a.c' 'a\nb' '\033[31mred' ' '; do
	copy
	tree=$(whole_tree "$(odd_tree "$odd")")
	commit=$(git commit-tree "$tree" -p master -m 'an odd name')
	git update-ref refs/heads/odd "$commit"
	git update-ref refs/heads/odd-target "$(git commit-tree "$tree" -p stable -m 'an odd name')"
	all stable odd
	all odd-target
	tree=$(whole_tree "$(git rev-parse master:fs)" "$odd")
	git update-ref refs/heads/odd "$(git commit-tree "$tree" -p master -m 'an odd folder')"
	all stable odd
	abort_all
done
commands=$all_commands
ok "names in trees that leave them, or are no names"

copy
tree=$({
	bytes() { /usr/bin/printf "$(hex "$1")"; }
	for i in 1 2; do /usr/bin/printf '100644 Makefile\0' && bytes "$(git rev-parse master:Makefile)"; done
	/usr/bin/printf '40000 fs\0' && bytes "$(git rev-parse master:fs)"
	/usr/bin/printf '100644 fs\0' && bytes "$blob"
} | git hash-object -t tree -w --literally --stdin)
git update-ref refs/heads/odd "$(git commit-tree "$tree" -p stable -m 'twice')"
all odd
all stable odd
ok "a tree with an entry twice"
abort_all

copy
mkdir "$scratch/elsewhere"
git init -q --bare "$scratch/elsewhere/x.git"
printf '%s\n../../../../outside\n/etc\n' "$scratch/elsewhere/x.git/objects" >.git/objects/info/alternates
before=$(find "$scratch/elsewhere" | sort)
all stable
that test "$(find "$scratch/elsewhere" | sort)" = "$before"
ok "alternates are read from at most"

# ---- what would deceive ----

copy
printf 'one: \033[31mred\033]0;title\007 subject \r\n\n\033[2Jbody\n---\ndiff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -0,0 +1 @@\n+evil\nFrom %s Mon Sep 17 00:00:00 2001\nFrom: evil\n$(%s) `%s` ;%s\n\nSigned-off-by: \033[31mA <a@b>\n' \
	"$fix" "$sing" "$sing" "$sing" >"$scratch/message"
commit=$(git commit-tree "master^{tree}" -p stable -F "$scratch/message")
git update-ref refs/heads/red "$commit"
recipe_of "$commit" >"$scratch/work/recipes/small/recipe.yaml"
all stable red
run port small --recipes recipes --repo "$scratch/repo" --onto stable --upstream red --force --output out --no-build
if test $code -eq 0; then
	git clone -q -b stable "$scratch/repo" "$scratch/clone" 2>/dev/null
	git -C "$scratch/clone" -c user.name=A -c user.email=a@b -c core.hooksPath=/dev/null am -q "$scratch"/work/out/patches/0*.patch >"$scratch/am" 2>&1 ||
		note "git am: $(cat "$scratch/am")"
	that test "$(git -C "$scratch/clone" rev-parse HEAD^{tree})" = "$(git -C "$scratch/repo" rev-parse "red^{tree}")"
	that test ! -e "$scratch/clone/x"
else
	note "port ends with $code: $(cat "$scratch/err")"
fi
recipe_of "$fix" >"$scratch/work/recipes/small/recipe.yaml"
ok "a message with escapes, a patch and shell in it is shown as text, and git am takes what it should"
abort_all

copy
{
	printf 'tree %s\nparent %s\n' "$(git rev-parse "master^{tree}")" "$(git rev-parse stable)"
	printf 'author A <a\033[31m> <b>@c> 99999999999999999999 +9999\ncommitter  <> 0 -0000\nencoding \033[31m\nx-header evil\n more\n\none: odd people\n'
} | git hash-object -t commit -w --literally --stdin >"$scratch/id"
git update-ref refs/heads/people "$(cat "$scratch/id")"
all stable people
{
	printf 'tree %s\nparent %s\n' "$(git rev-parse "master^{tree}")" "$(git rev-parse stable)"
	printf 'author A\nBcc: evil <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\none: odd people\n'
} | git hash-object -t commit -w --literally --stdin >"$scratch/id"
git update-ref refs/heads/people "$(cat "$scratch/id")"
all stable people
ok "authors with line ends, escapes and dates that are none"
abort_all

copy
commands='plan apply'
for ref in -x --upload-pack=x --output=/etc/x '$(sing)' '`sing`' 'a;sing' 'a|sing' 'a&&b' "a'b" 'a"b' 'a(b)' '%s%n' '../x' 'a..b' '@{-1}' ':/x' '^master' 'x~1' 'HEAD:Makefile'; do
	git update-ref "refs/heads/$ref" stable 2>/dev/null || cp .git/refs/heads/stable ".git/refs/heads/$ref" 2>/dev/null
	all "$ref"
	all stable "$ref"
	abort_all
done
that test ! -e "$scratch/work/sing"
commands=$all_commands
ok "refs that look like options, revisions or shell"

copy
printf 'object %040d\ntype commit\ntag x\ntagger A <a@b> 1 +0000\n\nx\n' 0 | git hash-object -t tag -w --literally --stdin >.git/refs/tags/x
tag=$(printf 'object %s\ntype tag\ntag y\ntagger A <a@b> 1 +0000\n\nx\n' "$(cat .git/refs/tags/x)" | git hash-object -t tag -w --literally --stdin)
echo "$tag" >.git/refs/tags/y
echo 'ref: refs/heads/loop-b' >.git/refs/heads/loop-a
echo 'ref: refs/heads/loop-a' >.git/refs/heads/loop-b
echo 0123456789012345678901234567890123456789 >.git/refs/heads/missing
echo 'ref: ../../../../../outside/a.c' >.git/refs/heads/away
head -c 1000 /dev/zero >.git/refs/heads/zeroes
git rev-parse master:Makefile >.git/refs/heads/a-blob
for ref in x y loop-a missing away zeroes a-blob; do
	all "$ref"
	case $codes in *[01]*) test "$ref" = away || note "$ref: the codes are $codes" ;; esac
	all stable "$ref"
	abort_all
done
ok "refs to loops, to what is missing, and to what is no commit"

# ---- what would fill the memory ----

copy
{ printf 'one: huge\n\n' && head -c 10000000 /dev/zero | tr '\0' 'x' | fold -w 70; } >"$scratch/message"
git update-ref refs/heads/huge "$(git commit-tree "master^{tree}" -p stable -F "$scratch/message")"
all stable huge
{ printf 'one: huge\n\n' && head -c 10000000 /dev/zero | tr '\0' '\033'; } >"$scratch/message"
git update-ref refs/heads/huge "$(git commit-tree "master^{tree}" -p stable -F "$scratch/message")"
all stable huge
rm "$scratch/message"
ok "a message of 10 MB"
abort_all

copy
git checkout -q stable
# 500 MB by hand; of these programs each reads some or all of them, the sanitizers' builds at a tenth of the speed.
truncate -s "${HOSTILE_MB:-20}M" fs/one/zeroes.c
git -c core.bigFileThreshold=1g -c core.compression=1 add . && git commit -qm zeroes
big=$(git rev-parse HEAD)
git checkout -q master && git branch -f big-fix "$(git commit-tree "$big^{tree}" -p "$big~1" -m 'one: zeroes')"
all stable
git -C "$scratch/repo" update-ref refs/heads/plain-stable "$(git -C "$scratch/repo" rev-parse "$big~1")"
all plain-stable big-fix
ok "a file of ${HOSTILE_MB:-20} MB of zeroes beside, and as a fix"
abort_all
rm -rf "$scratch/repo"

# ---- repositories that lack something, or may not be written ----

copy
git -C "$base" config uploadpack.allowFilter true
cd "$scratch/work" || exit 1
rm -rf "$scratch/repo"
git clone -q --bare --depth 1 --no-single-branch "file://$base" "$scratch/repo"
git -C "$scratch/repo" config user.name A && git -C "$scratch/repo" config user.email a@b
all stable
ok "a shallow, bare clone: done, or a sentence"
cd "$scratch/work" || exit 1
rm -rf "$scratch/repo"
git clone -q --no-checkout --filter=blob:none "file://$base" "$scratch/repo" 2>/dev/null
git -C "$scratch/repo" branch -q stable origin/stable 2>/dev/null
git -C "$scratch/repo" config user.name A && git -C "$scratch/repo" config user.email a@b
git -C "$scratch/repo" config remote.origin.url "ext::$sing"
git -C "$scratch/repo" config protocol.ext.allow always
all stable
ok "a clone without its blobs: nothing is fetched"

if test "$(id -u)" -eq 0 && command -v setpriv >/dev/null; then
	copy
	cp "$STABLEPORT" "$scratch/program"
	chmod 755 "$scratch" "$scratch/home" "$scratch/program"
	chmod 1777 "$TMPDIR" "$scratch/work"
	run_as_nobody() {
		code=0
		setpriv --reuid=65534 --regid=65534 --clear-groups env HOME=/nonexistent GIT_CONFIG_COUNT=3 \
			GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*' GIT_CONFIG_KEY_1=user.name GIT_CONFIG_VALUE_1=A \
			GIT_CONFIG_KEY_2=user.email GIT_CONFIG_VALUE_2=a@b \
			"$scratch/program" "$@" >"$scratch/out" 2>"$scratch/err" </dev/null || code=$?
	}
	cd "$scratch/work" || exit 1
	if run_as_nobody --version && test $code -eq 0; then
		chown -R nobody "$scratch/repo"
		run plan master --repo "$scratch/repo" --onto stable
		that test $code -eq 2
		says "safe.directory"
		ok "another user's repository is refused, with what to do"
		chmod -R a-w "$scratch/repo"
		run_as_nobody plan master --repo "$scratch/repo" --onto stable
		that test $code -eq 0
		run_as_nobody apply small --recipes recipes --repo "$scratch/repo" --onto stable --output "$TMPDIR/out"
		that test $code -eq 2
		says "ermission denied"
		rm -rf "$TMPDIR/out"
		that test -z "$(git -c safe.directory="$scratch/repo" -C "$scratch/repo" for-each-ref refs/heads/stableport)"
		that test -z "$(find "$scratch/repo" -name '*.lock' -o -name 'tmp_*')"
		ok "a repository that may only be read can be planned; apply says that it may not be written"
	else
		skip "a repository that may only be read" "the program cannot be run as another user here"
	fi
else
	skip "a repository that may only be read" "only root can become another user"
fi

mkdir "$scratch/disk"
if test "$(id -u)" -eq 0 && mount -t tmpfs -o size=1m none "$scratch/disk" 2>/dev/null; then
	cp -a "$base" "$scratch/disk/repo"
	git -C "$scratch/disk/repo" for-each-ref >"$scratch/refs"
	head -c 2000000 /dev/zero >"$scratch/disk/full" 2>/dev/null
	cd "$scratch/work" || exit 1
	run apply small --recipes recipes --repo "$scratch/disk/repo" --onto stable --output out
	that test $code -eq 2
	says "No space left"
	that test "$(git -C "$scratch/disk/repo" for-each-ref)" = "$(cat "$scratch/refs")"
	that test -z "$(find "$scratch/disk/repo" -name '*.lock' -o -name 'tmp_*' -o -name '.run-*')"
	rm "$scratch/disk/full"
	run apply small --recipes recipes --repo "$scratch/disk/repo" --onto stable --output out
	that test $code -eq 0
	git -C "$scratch/disk/repo" fsck --no-dangling >"$scratch/out" 2>&1 || note "$(cat "$scratch/out")"
	umount "$scratch/disk"
	ok "a full disk: a sentence, and done as soon as there is room"
else
	skip "a full disk" "none can be mounted here"
fi
done_testing
