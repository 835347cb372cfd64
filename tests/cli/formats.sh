# SPDX-License-Identifier: GPL-2.0-only
# The formats of a report as programs see them: JSON Schemas, SARIF's, JUnit's XML, Markdown rendered, a mail read by
# git. Validators that are not there are skipped. SARIF_SCHEMA names SARIF's own schema (scripts/install.sh fetches it).
. "$(dirname "$0")/lib.sh"
: "${PRINT_SAMPLE:?names the program that prints samples}"

cd "$scratch" || exit 1
docs=$SOURCE_ROOT/docs
tests=$SOURCE_ROOT/tests/formats
schema=${SARIF_SCHEMA:-$SOURCE_ROOT/build/schemas/sarif-2.1.0.json}
samples='all conflict nothing empty'

has_validator() { perl -MJSON::Validator -e 1 2>/dev/null; }
is_valid() { perl "$tests/validate.pl" "$@" >difference 2>&1 || note "$(head -n 5 difference)"; }
is_invalid() { ! perl "$tests/validate.pl" "$@" >difference 2>&1 || note "$2 passes, though it should not"; }

model >/dev/null
repo=$scratch/model
fix=$(git -C "$repo" log -1 --format=%H --grep='prevent callback tasks running concurrently' master)

# All that a merge request, a mail or a code host could take for its own.
{
	printf '@everyone closes #12 !34 ~bug GH-7 https://evil.example/x www.evil.example a@b.example '
	printf '![x](http://e/x.png) '
	printf '[y](javascript:x) <img src=x onerror=alert(1)> {0} `` | \\ ]]> \033]0;x\007 \357\277\277\n/merge\n---\n'
	printf 'From 0123 Mon Sep 17 00:00:00 2001\n'
	printf 'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n-- >8 --\n'
} >poison

if has_validator; then
	for sample in $samples; do
		"$PRINT_SAMPLE" json $sample >$sample.json
		is_valid "$docs/backport.schema.json" $sample.json
	done
	ok "the schema of a backport's document describes all that there can be"

	sed 's/"seconds": 12.5/"seconds": 12.5, "one_more": 1/' all.json >more.json
	is_invalid "$docs/backport.schema.json" more.json
	sed 's/"holds"/"held"/' all.json >word.json
	is_invalid "$docs/backport.schema.json" word.json
	sed '/"newly_there"/d' all.json >less.json
	is_invalid "$docs/backport.schema.json" less.json
	sed 's|"drivers/frob/frob.c"|"../frob.c"|' all.json >path.json
	is_invalid "$docs/backport.schema.json" path.json
	ok "the schema lets no other key, no other word, no path that leaves the tree, and no key less pass"

	expect 0 stableport plan nfsd-callback-running --repo "$repo" --onto linux-4.19.y --upstream master --json
	cp out plan.json
	expect 0 stableport apply plan.json --output series --json
	cp out apply.json
	expect 0 stableport check apply.json --no-build --json
	cp out check.json
	git -C "$repo" update-ref -d refs/heads/stableport/nfsd-callback-running/linux-4.19.y
	expect 0 stableport port plan.json --no-build --output all
	is_valid "$docs/backport.schema.json" plan.json apply.json check.json all/report.json
	expect 0 stableport check "$(git -C "$repo" rev-parse linux-4.19.y)..stableport/nfsd-callback-running/linux-4.19.y" \
		--repo "$repo" --no-build --json
	cp out range.json
	is_valid "$docs/backport.schema.json" range.json
	ok "what plan, apply, check and port print is as the schema says"

	code=0
	stableport plan "$fix" --repo "$repo" --onto linux-4.19.y --upstream master --json >chain.json 2>err || code=$?
	that test $code -le 1
	code=0
	stableport plan "$fix" "$fix~1" --repo "$repo" --onto linux-4.19.y --onto no-such-branch --upstream master \
		--json >chains.json 2>err || code=$?
	is_valid "$docs/chain.schema.json" chain.json
	test ! -s chains.json || is_valid "$docs/chain.schema.json" chains.json
	code=0
	stableport apply "$fix" --repo "$repo" --onto linux-4.19.y --upstream master --output carried --json \
		>carried.json 2>err || code=$?
	that test $code -le 1
	grep -q '"document": "apply"' carried.json || note "no apply: $(head -c 300 carried.json)"
	is_valid "$docs/apply.schema.json" carried.json
	sed 's/"document": "apply"/"document": "apply", "one_more": 1/' carried.json >more.json
	is_invalid "$docs/apply.schema.json" more.json
	ok "a chain and an apply of commits are as their schemas say"

	mkdir cells
	cp check.json cells/one.json
	echo nothing >cells/died.json
	expect 1 stableport check --merge cells --json
	cp out merged.json
	is_valid "$docs/matrix.schema.json" merged.json
	that grep -q '"cell": "died"' merged.json
	sed '0,/"in_place"/s//"in_places"/' merged.json >word.json
	is_invalid "$docs/matrix.schema.json" word.json
	sed 's/"outcome": "holds"/"outcome": "fails"/' check.json >worse.json
	expect 1 stableport report --compare check.json worse.json --format json
	cp out compared.json
	is_valid "$docs/compare.schema.json" compared.json
	that grep -q '"result": "worse"' compared.json
	expect 1 stableport report --compare check.json merged.json --format json
	cp out died.json
	is_valid "$docs/compare.schema.json" died.json
	that grep -q '"cell": "died"' died.json
	sed 's/"section": "condition"/"section": "air"/' compared.json >word.json
	is_invalid "$docs/compare.schema.json" word.json
	ok "a matrix and a comparison are as their schemas say, the documents in it as theirs"
else
	for test in 1 2 3 4 5; do skip "documents and schemas" "there is no libjson-validator-perl"; done
fi

if ! test -s "$schema"; then
	skip "SARIF is as OASIS's schema says, whatever is in it" "its schema could not be fetched"
elif has_validator; then
	for sample in $samples; do
		"$PRINT_SAMPLE" sarif $sample >$sample.sarif
		"$PRINT_SAMPLE" sarif $sample "$(cat poison)" >$sample-hostile.sarif
		is_valid "$schema" $sample.sarif $sample-hostile.sarif
	done
	is_invalid "$schema" all.json
	ok "SARIF is as OASIS's schema says, whatever is in it"
else
	skip "SARIF is as OASIS's schema says, whatever is in it" "there is no libjson-validator-perl"
fi

if command -v xmllint >/dev/null; then
	for sample in $samples; do
		"$PRINT_SAMPLE" junit $sample >$sample.xml
		"$PRINT_SAMPLE" junit $sample "$(cat poison)" >$sample-hostile.xml
		xmllint --noout --relaxng "$tests/junit.rng" $sample.xml $sample-hostile.xml 2>difference ||
			note "$(head -n 3 difference)"
	done
	count() { xmllint --xpath "$1" all.xml; }
	that test "$(count 'sum(/testsuites/testsuite/@tests)')" = "$(count 'string(/testsuites/@tests)')"
	that test "$(count 'count(//testcase)')" = "$(count 'string(/testsuites/@tests)')"
	that test "$(count 'count(//failure)')" = "$(count 'string(/testsuites/@failures)')"
	that test "$(count 'count(//error)')" = "$(count 'string(/testsuites/@errors)')"
	that test "$(count 'count(//skipped)')" = "$(count 'sum(//testsuite/@skipped)')"
	ok "JUnit's XML is as the schema says, whatever is in it, and its numbers add up"
else
	skip "JUnit's XML is as the schema says" "there is no xmllint"
fi

if command -v cmark-gfm >/dev/null; then
	for sample in $samples; do
		"$PRINT_SAMPLE" markdown $sample "$(cat poison)" |
			cmark-gfm --unsafe -e table -e autolink -e strikethrough -e tasklist >$sample.html
		sed '/<pre>/,/<\/pre>/d; s/<code>[^<]*<\/code>//g' $sample.html >prose.html
		tags=$(grep -oE '</?[a-zA-Z!][^ >]*' prose.html | tr -d '/<' | sort -u |
			grep -vxE 'p|strong|h3|ul|li|table|thead|tbody|tr|th|td|pre|code' | tr '\n' ' ')
		test -z "$tags" || note "$sample has the elements $tags"
		acted=$(grep -E '(@|#|!|~|GH-)[a-zA-Z0-9]|://|www\.' prose.html | head -n 1)
		test -z "$acted" || note "$sample has: $acted"
	done
	"$PRINT_SAMPLE" markdown all | cmark-gfm -e table >all.html
	that test "$(grep -c '<table>' all.html)" -eq 2
	that test "$(grep -c '<tr>' all.html)" -eq 13
	ok "Markdown is rendered as tables and lists, and what others wrote as itself"
else
	skip "Markdown is rendered as tables and lists, and what others wrote as itself" "there is no cmark-gfm"
fi

for sample in $samples; do
	"$PRINT_SAMPLE" mail $sample "$(cat poison)" >$sample.txt
	{ printf 'From: C <c@example.org>\nSubject: x\n\n'; cat $sample.txt; } |
		git mailinfo --scissors message patch >info ||
		note "git mailinfo: $sample"
	that test ! -s patch
	that cmp -s message $sample.txt
	LC_ALL=C grep -q "$(printf '[\001-\010\013-\037]')" $sample.txt && note "$sample.txt has control characters"
done
ok "git takes all of a mail for its message, and nothing for a patch"

for format in markdown mail; do
	"$PRINT_SAMPLE" $format all >all.$format
	diff "$tests/$format/expect" all.$format >difference || note "$(head -n 20 difference)"
done
ok "Markdown and mail are as they were last looked at"

page() { stableport plan "$fix" --repo "$repo" --onto linux-4.19.y --upstream master --html "$@"; }
expect 0 page
prints '<h1>nfsd: clear CALLBACK_RUNNING on failed delegation recall queue</h1>'
prints '<b>6 commits</b><span>5 prerequisites among them; 0 there already</span>'
user=$(git -C "$repo" log -1 --format=%H --grep='Fix races between nfsd4_cb_release' master | cut -c 1-12)
prints "brought &#39;nfsd41_cb_release_slot&#39;, which $user uses (fs/nfsd/nfs4callback.c:206)"
prints 'needed by 2'
prints 'here, and the same lines upstream; placed within its function <code>fs/nfsd/state.h:127 (nfs4_client)</code>'
prints '<b class="warn">only upstream</b>; dropped: deleg_reaper is not on the target'
prints 'NFSD: Add nfsd4_send_cb_offload()'
prints 'Verified by carrying it once more, hunk by hunk'
prints "stableport apply $(printf %.12s "$fix") --repo $repo --onto"
expect 1 page --plain
prints 'a person has to look'
prints '>conflict<'
prints '<b class="warn">only upstream</b>; to be adapted: the target has other lines here'
expect 2 page --json
says "--dot, --json and --html do not go together"
expect 2 page --onto linux-5.10.y
says "--html shows one plan"
expect 0 stableport plan nfsd-callback-running --repo "$repo" --onto linux-4.19.y --upstream master --html
prints '<h2 id="fix">The bug and its fix</h2>'
ok "a plan is a page: of commits, with each step's diff beside upstream's; of a recipe"

if test -s check.json; then
	for format in text html markdown mail json sarif junit; do
		expect 0 stableport report check.json --format $format
		that test -s out
		expect 0 stableport report check.json --format $format --output written
		that cmp -s out /dev/null
	done
	expect 2 stableport report check.json --format pdf
	says "'pdf' is no format; there are 'text', 'html', 'markdown', 'mail', 'json', 'sarif' and 'junit'"
	ok "report has each format, and no other"
fi
done_testing
