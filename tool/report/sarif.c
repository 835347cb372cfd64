// SPDX-License-Identifier: GPL-2.0-only
/*
 * The report as SARIF 2.1.0 (OASIS), which code hosts show beside the lines: one result for each finding (findings.h).
 *
 * Three things are easily done wrong. In a message "{0}" stands for an argument and "[words](place)" for a link:
 * braces are doubled and the two brackets parted, as the standard has it (3.11.5, 3.11.6), or a warning's text would
 * be a link. A path is a URI, in which all but letters, digits and -._~/ is percent-encoded. And a fingerprint must
 * not depend on lines, or each commit above would make all results new ones: it is a hash of the finding's identity.
 * FNV-1a of 64 bits does: it tells results apart, it proves nothing.
 *
 * That nothing was found means something only where something was looked for: what was not done is a notification.
 */
#include <inttypes.h>

#include "../record.h"
#include "../report.h"
#include "findings.h"
#include "one-line.h"

#define SCHEMA "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

/* What paths are relative to: the consumer knows where it has the tree. */
#define SOURCE_ROOT_ID "SRCROOT"

/* GitHub cuts a message there; a struct's layout may be longer. */
#define MESSAGE_MAX 1000

#define set(object, key, value) json_object_set_new(object, key, value)

struct rule {
	const char *name, *summary, *help;
	enum finding_level level;
};

static const struct rule known_rules[NR_FINDING_RULES] = {
	[FINDING_CONFLICT] = {
		"Conflict", "A commit of the fix cannot be carried onto the target.",
		"Neither a merge nor a semantic patch carries it. Resolve it by hand, or add a prerequisite or a "
		"semantic patch to the recipe.", FINDING_ERROR,
	},
	[FINDING_BUILD] = {
		"DoesNotBuild", "After this commit of the series an object does not build.",
		"Each commit has to build, so that the branch can be bisected. The build's log is in the report.",
		FINDING_ERROR,
	},
	[FINDING_PROOF] = {
		"NotProven", "A kernel with the series was booted, and the bug was not shown to be gone.",
		"The scenario ran on the target before and after. The report has what was counted, what the console "
		"said, and the commands to repeat it.", FINDING_ERROR,
	},
	[FINDING_DIAGNOSTIC] = {
		"NewDiagnostic", "A compiler says something that it did not say before the series.",
		"Diagnostics are compared by file, function and words, never by line, object by object before and "
		"after each commit.", FINDING_WARNING,
	},
	[FINDING_CONDITION] = {
		"ConditionFails", "A condition of the recipe does not hold on the result.",
		"The recipe says what has to be so on any branch that has the fix. A semantic patch looked for it.",
		FINDING_ERROR,
	},
	[FINDING_KEEP_OUT] = {
		"KeptOutName", "The series brings a name that was to stay out.",
		"The recipe names what belongs to later features, and not on this branch.", FINDING_ERROR,
	},
	[FINDING_REVIEW] = {
		"ToReview", "A part of a commit was carried in a way that somebody has to look at.",
		"It was merged with other names or word by word, dropped since what it changes is not here, or stands "
		"where a semantic patch could not read.", FINDING_WARNING,
	},
	[FINDING_UNCOMPILED] = {
		"NotCompiled", "Changed lines were not compiled, so that no compiler has seen them.",
		"Check with a configuration that has the options named.", FINDING_WARNING,
	},
	[FINDING_KABI] = {
		"KernelAbi", "The series changes what modules see: an exported symbol, or the layout of a struct.",
		"A module that was built before, outside the tree, may not load or may read the wrong member.",
		FINDING_WARNING,
	},
	[FINDING_COCCI] = {
		"Coccicheck",
		"A semantic patch of the target's own says something that it did not say before the series.",
		"The target's scripts/coccinelle were run on the files that the series changes, before and after.",
		FINDING_WARNING,
	},
	[FINDING_STYLE] = {
		"Checkpatch", "The target's own checkpatch says something about a commit.",
		"A backport keeps upstream's style; look only at what the adaptation brought.", FINDING_NOTE,
	},
};

static json_t *string(const char *bytes)
{
	owned(text_release) struct text line = { 0 };

	add_one_line(&line, bytes);
	return json_string(text_str(&line));
}

static json_t *level(enum finding_level level)
{
	static const char *const words[] = {
		[FINDING_ERROR] = "error",
		[FINDING_WARNING] = "warning",
		[FINDING_NOTE] = "note",
	};

	return json_string(words[level]);
}

static json_t *our_message(const char *sentence)
{
	json_t *message = json_object();

	set(message, "text", json_string(sentence));
	return message;
}

/* Of others' words. */
static json_t *message(const char *words)
{
	owned(text_release) struct text line = { 0 }, escaped = { 0 };
	const char *at;

	add_short(&line, words, MESSAGE_MAX);
	for (at = text_str(&line); *at; at++) {
		text_addc(&escaped, *at);
		if (*at == '{' || *at == '}')
			text_addc(&escaped, *at);
		else if (*at == ']' && at[1] == '(')
			text_addc(&escaped, ' ');
	}
	return our_message(text_str(&escaped));
}

static json_t *uri(const char *scheme, const char *path)
{
	owned(text_release) struct text uri = { 0 };

	text_adds(&uri, scheme);
	for (; *path; path++) {
		if (strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/", *path))
			text_addc(&uri, *path);
		else
			text_addf(&uri, "%%%02X", (unsigned char)*path);
	}
	return json_string(text_str(&uri));
}

/* Rules. */

static json_t *describe_rule(enum finding_rule number)
{
	const struct rule *rule = &known_rules[number];
	json_t *object = json_object(), *configuration = json_object();

	set(object, "id", json_string(finding_rule_name(number)));
	set(object, "name", json_string(rule->name));
	set(object, "shortDescription", our_message(rule->summary));
	set(object, "fullDescription", our_message(rule->summary));
	set(object, "help", our_message(rule->help));
	set(configuration, "level", level(rule->level));
	set(object, "defaultConfiguration", configuration);
	return object;
}

static json_t *describe_tool(void)
{
	json_t *tool = json_object(), *driver = json_object(), *rules = json_array();
	unsigned rule;

	for (rule = 0; rule < NR_FINDING_RULES; rule++)
		json_array_append_new(rules, describe_rule((enum finding_rule)rule));
	set(driver, "name", json_string("stableport"));
	set(driver, "rules", rules);
	set(tool, "driver", driver);
	return tool;
}

/* Results. */

static json_t *region(const struct finding *finding)
{
	json_t *region = json_object();

	set(region, "startLine", json_integer(finding->line));
	if (finding->last_line > finding->line)
		set(region, "endLine", json_integer(finding->last_line));
	return region;
}

static json_t *location(const struct finding *finding)
{
	json_t *location = json_object(), *physical = json_object(), *artifact = json_object();

	set(artifact, "uri", uri("", finding->path));
	set(artifact, "uriBaseId", json_string(SOURCE_ROOT_ID));
	set(physical, "artifactLocation", artifact);
	if (finding->line)
		set(physical, "region", region(finding));
	set(location, "physicalLocation", physical);
	if (finding->function) {
		json_t *logical = json_object();

		set(logical, "name", string(finding->function));
		set(logical, "kind", json_string("function"));
		set(location, "logicalLocations", json_pack("[o]", logical));
	}
	return location;
}

static json_t *fingerprints(const struct finding *finding)
{
	uint64_t hash = UINT64_C(14695981039346656037);
	owned(text_release) struct text digits = { 0 };
	json_t *object = json_object();
	const char *at;

	for (at = finding->identity; *at; at++)
		hash = (hash ^ (unsigned char)*at) * UINT64_C(1099511628211);
	text_addf(&digits, "%016" PRIx64, hash);
	set(object, "stableport/v1", json_string(text_str(&digits)));
	return object;
}

static json_t *result(const struct finding *finding)
{
	json_t *result = json_object();

	set(result, "ruleId", json_string(finding_rule_name(finding->rule)));
	set(result, "ruleIndex", json_integer(finding->rule));
	set(result, "level", level(finding->level));
	set(result, "message", message(finding->text));
	if (finding->path)
		set(result, "locations", json_pack("[o]", location(finding)));
	set(result, "partialFingerprints", fingerprints(finding));
	return result;
}

static json_t *results(const struct findings *findings)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < findings->nr; i++)
		json_array_append_new(array, result(&findings->v[i]));
	return array;
}

/* The run. */

static void notify(json_t *notifications, const char *words)
{
	json_t *notification = json_object();

	set(notification, "level", json_string("warning"));
	set(notification, "message", message(words));
	json_array_append_new(notifications, notification);
}

static void notify_builds(json_t *notifications, const struct check *check)
{
	size_t i;

	if (!check->nr_builds)
		notify(notifications, "nothing was built");
	for (i = 0; i < check->nr_builds; i++) {
		const struct build_check *build = &check->builds[i];
		owned(text_release) struct text words = { 0 };

		if (build->done)
			continue;
		text_addf(&words, "not built with '%s' (%s): %s", build->name, build->arch,
			  build->note ? build->note : "");
		notify(notifications, text_str(&words));
	}
}

/* What was not looked at. */
static json_t *invocation(const struct backport *backport, const struct findings *findings)
{
	json_t *invocation = json_object(), *notifications = json_array();
	owned(text_release) struct text unsaid = { 0 };

	if (!backport->check.done)
		notify(notifications, "the result was not checked");
	else
		notify_builds(notifications, &backport->check);
	if (!backport->nr_proofs)
		notify(notifications, "no kernel was booted");
	text_addf(&unsaid, "%zu more findings are in the JSON document", findings->unsaid);
	if (findings->unsaid)
		notify(notifications, text_str(&unsaid));
	set(invocation, "executionSuccessful", json_true());
	set(invocation, "toolExecutionNotifications", notifications);
	return invocation;
}

static json_t *provenance(const struct target *target)
{
	json_t *object = json_object(), *mapped = json_object();

	set(object, "repositoryUri", uri("file://", target->repo));
	set(object, "revisionId", string(target->commit));
	if (target->ref)
		set(object, "branch", string(target->ref));
	set(mapped, "uriBaseId", json_string(SOURCE_ROOT_ID));
	set(object, "mappedTo", mapped);
	return object;
}

/* "stableport/FIX/TARGET/": a code host keeps the results of each apart. */
static json_t *automation(const struct backport *backport)
{
	owned(text_release) struct text id = { 0 };
	json_t *object = json_object();

	text_adds(&id, "stableport/");
	add_one_line(&id, backport->recipe->name);
	text_addc(&id, '/');
	add_one_line(&id, backport->target.label);
	text_addc(&id, '/');
	set(object, "id", json_string(text_str(&id)));
	return object;
}

static json_t *source_root(void)
{
	json_t *ids = json_object(), *root = json_object();

	set(root, "description", our_message("The kernel's source."));
	set(ids, SOURCE_ROOT_ID, root);
	return ids;
}

static json_t *run(const struct backport *backport)
{
	owned(findings_release) struct findings findings = { 0 };
	json_t *run = json_object();

	findings_of(&findings, backport);
	set(run, "tool", describe_tool());
	set(run, "invocations", json_pack("[o]", invocation(backport, &findings)));
	set(run, "automationDetails", automation(backport));
	if (backport->target.repo && backport->target.commit)
		set(run, "versionControlProvenance", json_pack("[o]", provenance(&backport->target)));
	set(run, "originalUriBaseIds", source_root());
	set(run, "columnKind", json_string("unicodeCodePoints"));
	set(run, "results", results(&findings));
	return run;
}

int report_sarif(struct text *out, const struct backport *backport, struct error *err)
{
	owned(json_decrefp) json_t *log = json_object();

	set(log, "$schema", json_string(SCHEMA));
	set(log, "version", json_string("2.1.0"));
	set(log, "runs", json_pack("[o]", run(backport)));
	return record_print(out, log, err);
}
