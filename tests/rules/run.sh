#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Runs each rule of this folder over tool/ and its folders, as TAP: a match is a failure. "// not for:" and "// only for:"
# lines in a rule name the files it does not hold for, or alone holds for, as paths in tool/.
cd "$(dirname "$0")/../.." || exit 2
nr=0
files=$(find tool -name '*.c' | LC_ALL=C sort)

# Prints what a rule matches in a file; a rule or file that spatch cannot use counts as a match.
match() {
	spatch --very-quiet --no-includes --timeout 60 --macro-file tests/rules/ours.macros --sp-file "$1" "$2" 2>/dev/null ||
		echo "spatch failed on $2"
}
for rule in tests/rules/*.cocci; do
	nr=$((nr + 1))
	not_for=$(sed -n 's|^// not for: ||p' "$rule")
	only_for=$(sed -n 's|^// only for: ||p' "$rule" | tr '\n' ' ')
	found=
	for file in $files; do
		name=${file#tool/}
		case " $not_for " in *" $name "*) continue ;; esac
		test -z "$only_for" || case " $only_for " in *" $name "*) ;; *) continue ;; esac
		found=$found$(match "$rule" "$file")
	done
	# A rule that cannot match anything would always pass: each must match the sample of what it forbids.
	sample=$(match "$rule" tests/rules/sample.c | grep '^-')
	if test -n "$sample" && test -z "$found"; then
		echo "ok $nr - $(basename "$rule" .cocci)"
	else
		echo "not ok $nr - $(basename "$rule" .cocci)"
		echo "$found" | sed 's/^/# /'
	fi
done
# A function that does not parse is skipped in silence. (A #define or a prototype is none.)
nr=$((nr + 1))
unread=$(for file in $files; do
	spatch --parse-c --macro-file tests/rules/ours.macros "$file" 2>&1 | grep '^  whole content = ' |
		grep -qvE '= (#define |[a-z].*;$)' && echo "$file"
done)
if test -z "$unread"; then echo "ok $nr - spatch reads all of tool/"; else
	echo "not ok $nr - spatch reads all of tool/"
	echo "$unread" | sed 's/^/# /'
fi
nr=$((nr + 1))
mutable=$(grep -nE '^static [a-z_ *]+[a-z_]+( =|;|\[)' $files | grep -vE 'const|sig_atomic_t|\(')
if test -z "$mutable"; then echo "ok $nr - nothing mutable has file scope"; else
	echo "not ok $nr - nothing mutable has file scope"
	echo "$mutable" | sed 's/^/# /'
fi
nr=$((nr + 1))
git ls-files >/dev/null || exit 2
bare=$(git ls-files | while read -r file; do
	case $file in *.json | *.png | tests/histories/* | LICENSE | COPYING | */expect | *.patch | .gitignore | */series) continue ;; esac
	head -n 5 "$file" | grep -q 'SPDX-License-Identifier: GPL-2.0-only' || echo "$file"
done)
if test -z "$bare"; then echo "ok $nr - each file names its licence"; else
	echo "not ok $nr - each file names its licence"
	echo "$bare" | sed 's/^/# /'
fi
nr=$((nr + 1))
python=$(git ls-files | grep -E '\.py$'; git grep -lE '^#!.*python|script:python|find_program\(.python' -- . ':!tests/rules' ':!docs' ':!*.md')
if test -z "$python"; then echo "ok $nr - no Python"; else
	echo "not ok $nr - no Python"
	echo "$python" | sed 's/^/# /'
fi
echo "1..$nr"
