// SPDX-License-Identifier: GPL-2.0-only
/*
 * A backport as JSON and back, by tables (record.h): a new field is one line here, one in docs/report-schema.md
 * and one in docs/backport.schema.json (a test says so).
 *
 * Beyond what the tables say, every index has to be one of something that is there.
 */
#include "document.h"
#include "record.h"

static const char *role_word(unsigned value)
{
	return role_name((enum role)value);
}

static const char *disposition_word(unsigned value)
{
	return disposition_name((enum disposition)value);
}

static const char *presence_word(unsigned value)
{
	return presence_name((enum presence)value);
}

static const char *style_word(unsigned value)
{
	static const char *const words[] = {
		[STYLE_ANY] = "any", [STYLE_INLINE] = "inline", [STYLE_SHIM] = "shim"
	};

	return words[value];
}

static const char *outcome_word(unsigned value)
{
	return condition_outcome_name((enum condition_outcome)value);
}

static const struct field reason_fields[] = { NEEDED(reason, text), STRING(reason, evidence) };
TABLE(reason);

static const struct field used_rule_fields[] = { NEEDED(used_rule, name), BOOL(used_rule, fired) };
TABLE(used_rule);

static const struct field used_adaptation_fields[] = {
	SIZE(used_adaptation, index),
	NEEDED_PATH(used_adaptation, path),
	BOOL(used_adaptation, is_shim),
	STRING(used_adaptation, why),
	STRINGS(used_adaptation, missing),
	ARRAY(used_adaptation, rules, used_rule_table),
};
TABLE(used_adaptation);

static const struct field file_change_fields[] = {
	NEEDED_PATH(file_change, path),
	ID(file_change, before),
	ID(file_change, after),
};
TABLE(file_change);

static const struct field step_fields[] = {
	SIZE(step, index),
	NEEDED(step, name),
	ID(step, id),
	STRING(step, message_id),
	NEEDED(step, subject),
	STRING(step, author),
	STRING(step, date),
	ENUM(step, role, role_word, ROLE_FOLLOW_UP + 1),
	ENUM(step, disposition, disposition_word, STEP_CONFLICT + 1),
	ENUM(step, presence, presence_word, PRESENCE_CONTENT + 1),
	ARRAY(step, reasons, reason_table),
	ARRAY(step, adaptations, used_adaptation_table),
	ARRAY(step, warnings, reason_table),
	ARRAY(step, files, file_change_table),
	NUMBER(step, added),
	NUMBER(step, removed),
	BOOL(step, to_review),
	ID(step, commit),
	PATH(step, patch),
	STRING(step, body),
	BOOL(step, body_is_upstream),
	ID(step, upstream_object),
	STRING(step, diff),
	STRING(step, upstream_diff),
};
TABLE(step);

static const struct field left_out_commit_fields[] = {
	NEEDED_ID(left_out_commit, id),
	NEEDED(left_out_commit, subject),
	STRING(left_out_commit, why),
	STRING(left_out_commit, evidence),
	BOOL(left_out_commit, suggested),
};
TABLE(left_out_commit);

static const struct field diagnostic_fields[] = {
	NEEDED(diagnostic, file),
	STRING(diagnostic, function),
	NUMBER(diagnostic, line),
	NEEDED(diagnostic, kind),
	NEEDED(diagnostic, text),
	STRING(diagnostic, option),
};
TABLE(diagnostic);

static const struct field step_check_fields[] = {
	SIZE(step_check, step),
	BOOL(step_check, built),
	STRINGS(step_check, objects),
	NUMBER(step_check, warnings_before),
	NUMBER(step_check, warnings_after),
	ARRAY(step_check, new_diagnostics, diagnostic_table),
	STRING(step_check, log),
};
TABLE(step_check);

static const struct field condition_check_fields[] = {
	NEEDED(condition_check, title),
	ENUM(condition_check, outcome, outcome_word, CONDITION_NOT_APPLICABLE + 1),
	STRINGS(condition_check, places),
	STRING(condition_check, note),
};
TABLE(condition_check);

static const struct field keep_out_check_fields[] = {
	NEEDED(keep_out_check, name),
	BOOL(keep_out_check, newly_there),
	STRINGS(keep_out_check, places),
};
TABLE(keep_out_check);

static const struct field uncompiled_lines_fields[] = {
	NEEDED_PATH(uncompiled_lines, path),
	NUMBER(uncompiled_lines, first),
	NUMBER(uncompiled_lines, last),
	STRING(uncompiled_lines, why),
	STRINGS(uncompiled_lines, options),
};
TABLE(uncompiled_lines);

static const struct field coverage_fields[] = {
	BOOL(coverage, done),
	NUMBER(coverage, lines),
	NUMBER(coverage, compiled),
	ARRAY(coverage, uncompiled, uncompiled_lines_table),
};
TABLE(coverage);

static const char *kabi_word(unsigned value)
{
	static const char *const words[] = { [KABI_SYMBOL] = "symbol", [KABI_STRUCT] = "struct" };

	return words[value];
}

static const struct field kabi_change_fields[] = {
	ENUM(kabi_change, kind, kabi_word, KABI_STRUCT + 1),
	NEEDED(kabi_change, name),
	STRING(kabi_change, path),
	STRING(kabi_change, before),
	STRING(kabi_change, after),
	STRING(kabi_change, detail),
	BOOL(kabi_change, exported),
};
TABLE(kabi_change);

static const struct field kabi_fields[] = {
	BOOL(kabi, done),
	STRING(kabi, note),
	NUMBER(kabi, symbols),
	ARRAY(kabi, changes, kabi_change_table),
};
TABLE(kabi);

/* What a check remembers between runs. */
struct change_found {
	struct coverage coverage;
	struct kabi kabi;
};
static const struct field change_found_fields[] = {
	OBJECT(change_found, coverage, coverage_table),
	OBJECT(change_found, kabi, kabi_table),
};
TABLE(change_found);

static const struct field build_check_fields[] = {
	NEEDED(build_check, name),
	NEEDED(build_check, arch),
	STRING(build_check, compiler),
	STRING(build_check, flags),
	BOOL(build_check, done),
	STRING(build_check, note),
	BOOL(build_check, sparse_done),
	ARRAY(build_check, steps, step_check_table),
	STRINGS(build_check, uncompiled),
	OBJECT(build_check, coverage, coverage_table),
	OBJECT(build_check, kabi, kabi_table),
	NUMBER(build_check, compiled),
	NUMBER(build_check, remembered),
	REAL(build_check, seconds),
};
TABLE(build_check);

static const struct field style_check_fields[] = {
	SIZE(style_check, step),
	ARRAY(style_check, findings, diagnostic_table),
};
TABLE(style_check);

static const struct field check_fields[] = {
	BOOL(check, done),
	ARRAY(check, builds, build_check_table),
	ARRAY(check, style, style_check_table),
	STRING(check, style_note),
	BOOL(check, cocci_done),
	STRING(check, cocci_note),
	ARRAY(check, cocci, diagnostic_table),
	ARRAY(check, conditions, condition_check_table),
	ARRAY(check, keep_out, keep_out_check_table),
	REAL(check, seconds),
};
TABLE(check);

static const char *run_outcome_word(unsigned value)
{
	return run_outcome_name((enum run_outcome)value);
}

static const char *proof_verdict_word(unsigned value)
{
	return proof_verdict_name((enum proof_verdict)value);
}

static const struct field measured_fields[] = { NEEDED(measured, name), INTEGER(measured, value) };
TABLE(measured);

static const struct field guest_run_fields[] = {
	NEEDED(guest_run, name),
	NEEDED(guest_run, what),
	ENUM(guest_run, outcome, run_outcome_word, RUN_DIED + 1),
	BOOL(guest_run, answered),
	BOOL(guest_run, shows_bug),
	INTEGER(guest_run, exit_code),
	ARRAY(guest_run, measured, measured_table),
	STRINGS(guest_run, complaints),
	STRING(guest_run, excerpt),
	PATH(guest_run, console),
	REAL(guest_run, build_seconds),
	REAL(guest_run, run_seconds),
};
TABLE(guest_run);

static const struct field proof_fields[] = {
	BOOL(proof, done),
	NEEDED(proof, scenario),
	BOOL(proof, load),
	ENUM(proof, verdict, proof_verdict_word, PROOF_FAILED + 1),
	NEEDED(proof, sentence),
	ARRAY(proof, runs, guest_run_table),
	STRING(proof, log),
	STRINGS(proof, repeat),
};
TABLE(proof);

static const struct field target_fields[] = {
	STRING(target, repo),
	STRING(target, ref),
	ID(target, commit),
	STRING(target, folder),
	NEEDED(target, version),
	NEEDED_PATH(target, label),
	STRING(target, upstream_ref),
	ID(target, upstream_commit),
};
TABLE(target);

static const struct field backport_fields[] = {
	OBJECT(backport, target, target_table),
	ENUM(backport, style, style_word, STYLE_SHIM + 1),
	ARRAY(backport, steps, step_table),
	ARRAY(backport, left_out, left_out_commit_table),
	BOOL(backport, applied),
	STRING(backport, branch),
	STRING(backport, output),
	BOOL(backport, in_place),
	OBJECT(backport, check, check_table),
	ARRAY(backport, proofs, proof_table),
};
TABLE(backport);

static json_t *write_recipe(const struct recipe *recipe)
{
	json_t *object = json_object();

	json_object_set_new(object, "name", record_string(recipe->name));
	if (recipe->path)
		json_object_set_new(object, "path", record_string(recipe->path));
	json_object_set_new(object, "title", record_string(recipe->title));
	json_object_set_new(object, "description", record_string(recipe->description));
	json_object_set_new(object, "references", record_strings(&recipe->references));
	json_object_set_new(object, "notes", record_strings(&recipe->notes));
	return object;
}

int document_write_change(struct text *json, const struct coverage *coverage, const struct kabi *kabi,
			  struct error *err)
{
	const struct change_found found = { *coverage, *kabi };
	owned(json_decrefp) json_t *record = record_write(&change_found_table, &found);

	json_object_set_new(record, "format", json_integer(DOCUMENT_FORMAT));
	return record_print(json, record, err);
}

int document_read_change(struct coverage *coverage, struct kabi *kabi, struct arena *arena, const struct text *json,
			 struct error *err)
{
	owned(json_decrefp) json_t *record = record_parse(text_str(json), json->len, DOCUMENT_FORMAT, err);
	struct change_found found = { 0 };

	if (!record || record_read(&found, arena, &change_found_table, record, err) < 0)
		return -1;
	*coverage = found.coverage;
	*kabi = found.kabi;
	return 0;
}

json_t *document_to_json(const struct backport *backport)
{
	owned(json_decrefp) json_t *body = record_write(&backport_table, backport);
	json_t *document = json_object();

	json_object_set_new(document, "format", json_integer(DOCUMENT_FORMAT));
	json_object_set_new(document, "recipe", write_recipe(backport->recipe));
	json_object_set_new(document, "verdict", json_string(verdict_word(backport_verdict(backport))));
	json_object_update(document, body);
	return document;
}

int document_write(struct text *json, const struct backport *backport, struct error *err)
{
	owned(json_decrefp) json_t *document = document_to_json(backport);

	return record_print(json, document, err);
}

const char *document_recipe_path(const json_t *document)
{
	return json_string_value(json_object_get(json_object_get(document, "recipe"), "path"));
}

/* The steps of a range are all there is to its recipe: each is one of its commits, and none has an adaptation. */
int document_own_recipe(struct recipe *recipe, const json_t *document, struct error *err)
{
	const json_t *said = json_object_get(document, "recipe");
	const char *name = json_string_value(json_object_get(said, "name"));

	if (!name || !*name)
		return error_set(err, "it names no recipe");
	recipe->name = arena_strdup(&recipe->arena, name);
	recipe->title = arena_strdup(&recipe->arena, json_string_value(json_object_get(said, "title")));
	recipe->description = arena_strdup(&recipe->arena, json_string_value(json_object_get(said, "description")));
	recipe->nr_commits = json_array_size(json_object_get(document, "steps"));
	recipe->commits = arena_alloc(&recipe->arena, (recipe->nr_commits + 1) * sizeof(*recipe->commits));
	return 0;
}

/* What no table can say: what the program indexes with, and what only makes sense together. */

static bool is_label(const char *string)
{
	return !string[strspn(string, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")];
}

static int validate_target(const struct backport *backport, struct error *err)
{
	const struct target *target = &backport->target;

	if (!is_label(target->label))
		return error_set(err, "target.label: letters, digits, '.', '_' and '-' only");
	if (!target->folder && !(target->repo && target->commit))
		return error_set(err, "target: neither a folder nor a repository and a commit");
	if (target->folder && (target->repo || target->commit))
		return error_set(err, "target: both a folder and a repository");
	if (backport->in_place && !target->folder)
		return error_set(err, "in_place: only the tree in a folder can be changed in place");
	return 0;
}

static int validate_steps(const struct backport *backport, struct error *err)
{
	size_t i, j;

	for (i = 0; i < backport->nr_steps; i++) {
		const struct step *step = &backport->steps[i];

		if (step->index >= backport->recipe->nr_commits)
			return error_set(err, "steps[%zu].index: the recipe has %zu commits", i,
					 backport->recipe->nr_commits);
		for (j = 0; j < step->nr_adaptations; j++)
			if (step->adaptations[j].index >=
			    backport->recipe->commits[step->index].nr_adaptations)
				return error_set(
					err, "steps[%zu].adaptations[%zu].index: the recipe has no such one",
					i, j);
	}
	return 0;
}

static int validate_build(const struct backport *backport, size_t build, struct error *err)
{
	const struct build_check *built = &backport->check.builds[build];
	size_t i;

	for (i = 0; i < built->nr_steps; i++)
		if (built->steps[i].step >= backport->nr_steps)
			return error_set(err, "check.builds[%zu].steps[%zu].step: there are %zu steps", build, i,
					 backport->nr_steps);
	return 0;
}

static int validate_check(const struct backport *backport, struct error *err)
{
	size_t i;

	for (i = 0; i < backport->check.nr_builds; i++)
		if (validate_build(backport, i, err) < 0)
			return -1;
	for (i = 0; i < backport->check.nr_style; i++)
		if (backport->check.style[i].step >= backport->nr_steps)
			return error_set(err, "check.style[%zu].step: there are %zu steps", i, backport->nr_steps);
	return 0;
}

static int validate_recipe(const struct recipe *recipe, const json_t *document, struct error *err)
{
	const json_t *said = json_object_get(json_object_get(document, "recipe"), "name");

	if (!json_is_string(said) || strcmp(json_string_value(said), recipe->name))
		return error_set(err, "recipe.name: not '%s', whose recipe was read", recipe->name);
	return 0;
}

int document_from_json(struct backport *backport, const struct recipe *recipe, const json_t *document, struct error *err)
{
	owned(backport_release) struct backport built = { .recipe = recipe };

	if (validate_recipe(recipe, document, err) < 0 ||
	    record_read(&built, &built.arena, &backport_table, document, err) < 0 || validate_target(&built, err) < 0 ||
	    validate_steps(&built, err) < 0 || validate_check(&built, err) < 0)
		return -1;
	backport_release(backport);
	*backport = take(built);
	return 0;
}

int document_read(struct backport *backport, const struct recipe *recipe, const char *json, size_t len,
		  struct error *err)
{
	owned(json_decrefp) json_t *document = record_parse(json, len, DOCUMENT_FORMAT, err);

	return document ? document_from_json(backport, recipe, document, err) : -1;
}
