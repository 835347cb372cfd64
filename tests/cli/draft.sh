# SPDX-License-Identifier: GPL-2.0-only
# stableport draft as a program: what it prints and writes, its exit codes, and that nothing is left behind.
. "$(dirname "$0")/lib.sh"

repo=$(model)
mkdir "$scratch/tmp" "$scratch/work"
export TMPDIR="$scratch/tmp"
cd "$scratch/work" || exit 1
state_of "$repo" >"$scratch/before"
fix=$(git -C "$repo" log --all --format=%H --grep 'nfsd: prevent callback tasks running concurrently' | tail -n 1)

unchanged() {
	state_of "$repo" >"$scratch/after"
	cmp -s "$scratch/before" "$scratch/after" || note "$(diff "$scratch/before" "$scratch/after")"
	test -z "$(ls -A "$scratch/tmp")" || note "left behind in TMPDIR: $(ls -A "$scratch/tmp")"
}

expect 1 stableport draft "$fix" --repo "$repo" --onto linux-4.19.y
prints '@nfsd41_destroy_cb@'
prints '+	clear_bit(NFSD4_CALLBACK_RUNNING, &cb->cb_flags);'
prints 'the target has no such function or declaration'
unchanged
ok "a draft is SmPL, and says what it was shown to do"

expect 1 stableport draft "$fix" --repo "$repo" --onto linux-4.19.y -o draft.cocci
prints 'reproduces'
prints_not '@nfsd41_destroy_cb@'
that grep -q '^@nfsd41_destroy_cb@' draft.cocci
that spatch --parse-cocci draft.cocci >/dev/null 2>&1
that test "$(ls)" = draft.cocci
unchanged
ok "a file has the draft, the terminal what was shown, and spatch reads it"

expect 1 stableport draft "$fix" --repo "$repo" --onto linux-4.19.y --json
prints '"outcome": "reproduces"'
prints '"semantic_patch": "'
ok "the document has the rules and their outcomes"

small=$scratch/small
git init -q "$small"
git -C "$small" config user.name Tester
git -C "$small" config user.email tester@example.org
printf 'void f(int a)\n{\n\tg(a);\n}\n' >"$small/a.c"
git -C "$small" add a.c
git -C "$small" commit -qm 'a: call g'
printf 'void f(int a)\n{\n\tg(a);\n\th(a);\n}\n' >"$small/a.c"
git -C "$small" commit -qam 'a: $(touch owned) @script:ocaml@'
expect 0 stableport draft HEAD --repo "$small" --onto HEAD~1
prints ' 	g(a);'
that test -z "$(grep '^@script' "$scratch/out")"
that test ! -e owned
ok "exit code 0 when every rule does and fires"

expect 2 stableport draft HEAD --repo "$small"
says 'name the target'
expect 2 stableport draft no-such --repo "$small" --onto HEAD
says "no-such"
expect 2 stableport draft HEAD~1 --repo "$small" --onto HEAD
says 'no parent'
expect 2 stableport draft --repo "$small" --onto HEAD
says "takes 1 argument"
expect 2 stableport draft HEAD --repo "$small" --onto HEAD~1 -o "$small/a.c/no"
that test ! -s "$scratch/out"
unchanged
ok "what cannot be done is one sentence and exit code 2"

printf 'void f(int a)\n{\n\tg2(1, a);\n\th(a);\n}\nvoid k(int b)\n{\n\tg2(1, b);\n}\n' >"$small/b.c"
printf 'void f(int a)\n{\n\tg(a);\n\th(a);\n}\nvoid k(int b)\n{\n\tg(b);\n}\n' >"$small/a.c"
git -C "$small" add a.c && git -C "$small" commit -qm 'a: k'
mv "$small/b.c" "$small/a.c"
git -C "$small" commit -qam 'a: use g2'
expect 0 stableport draft HEAD --reverse --repo "$small" --onto HEAD
prints '-g2(1, E1)'
prints '+g(E1)'
prints '2 places of the commit'
ok "the way back folds the places of a change of interface"

# Ctrl-C
printf '#!/bin/sh\nsleep 30\n' >"$scratch/spatch"
chmod +x "$scratch/spatch"
PATH=$scratch:$PATH timeout -s INT 2 "$STABLEPORT" draft HEAD --repo "$small" --onto HEAD -o interrupted.cocci >/dev/null 2>&1
that test ! -e interrupted.cocci
unchanged
ok "Ctrl-C leaves nothing"
done_testing
