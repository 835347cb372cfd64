// SPDX-License-Identifier: GPL-2.0-only
/*
 * Objects are built with -k, so that one that fails does not hide the others.
 * make itself knows which are out of date; the others' diagnostics are
 * remembered from when they were compiled. What it prints is a sequence of
 * sections, each begun by "  CC      fs/nfsd/vfs.o" or "  CHECK   ../src/fs/nfsd/vfs.c"
 * and, by -Otarget, not mixed with others. Only the sections of objects that
 * were asked for are read: a step that changes include/linux/wait_bit.h has
 * 4.19's arch/x86/kernel/asm-offsets.c compiled again too, whose old W=1 warning
 * would seem to be new. Which objects have no rule is read from make as well ("No
 * rule to make target 'fs/nfsd/vfs.o'").
 */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "../check/dependencies.h"
#include "build.h"

bool kbuild_names_object(const char *path)
{
	static const char fine[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+,";
	size_t len = strlen(path);

	return path_is_safe(path) && len > 2 && !strcmp(path + len - 2, ".o") && strspn(path, fine) == len;
}

/* Whether the last word of a section's first line is an object, or a C file that becomes it. */
static bool is_section_of(const char *line, size_t len, const char *object)
{
	size_t stem = strlen(object) - 2;

	if (len < stem + 3 || line[len - 2] != '.' || !strchr("ocS", line[len - 1]))
		return false;
	return !memcmp(line + len - 2 - stem, object, stem) && strchr(" /", line[len - 3 - stem]);
}

/* The object that a section is about; NULL for none of ours. */
static const char *section_object(const char *line, size_t len, const struct string_list *objects)
{
	size_t i;

	for (i = 0; i < objects->nr; i++)
		if (is_section_of(line, len, objects->v[i]))
			return objects->v[i];
	return NULL;
}

/* Whether make had no rule for an object. */
static bool has_no_rule(const struct text *output, const char *object)
{
	owned(text_release) struct text said = { 0 };

	text_addf(&said, "No rule to make target '%s'", object);
	return strstr(text_str(output), text_str(&said)) != NULL;
}

void kbuild_read_sections(struct text *log, const char *object, const struct text *output)
{
	struct string_list only = { &object, 1 };
	const char *line, *at = text_str(output), *end = at + output->len;
	bool ours = false;
	size_t len;

	while (text_line(&line, &len, &at, end)) {
		if (diagnostics_begin_section(line, len))
			ours = section_object(line, len, &only) != NULL;
		if (ours) {
			text_add(log, line, len);
			text_addc(log, '\n');
		}
	}
}

bool kbuild_has_kind(const struct text *log, const char *kind)
{
	owned(arena_release) struct arena arena = { 0 };
	struct diagnostic *diagnostics = NULL;
	size_t nr = 0, i;

	diagnostics_parse(&diagnostics, &nr, &arena, text_str(log), log->len, "/");
	for (i = 0; i < nr; i++)
		if (!strcmp(diagnostics[i].kind, kind))
			return true;
	return false;
}

/* A compiler that was killed, for want of memory say, or that broke down has not judged the code. */
static bool was_judged(const struct memo_entry *entry)
{
	return kbuild_has_kind(&entry->log, "error") && !strstr(text_str(&entry->log), "Killed") &&
	       !strstr(text_str(&entry->log), "internal compiler error");
}

/* What came of an object that was just made, or tried. */
static void remember(struct kbuild *kbuild, const char *object, const struct memo_state *state,
		     const struct proc_result *ran, const char *failure)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(strings_release) struct strings files = { 0 };
	const struct built_in where = { kbuild->source, kbuild->out };
	struct memo_entry *entry = memo_add(kbuild->memo, object, state);

	kbuild_read_sections(&entry->log, object, &ran->out);
	if (file_exists(path_join(&arena, kbuild->out, object))) {
		entry->outcome = MEMO_BUILT;
		if (dependencies_of_object(&files, &where, object))
			memo_depends(entry, &files, state);
	} else if (has_no_rule(&ran->out, object)) {
		entry->outcome = MEMO_NO_RULE;
		text_adds(&entry->failure, failure);
	} else {
		entry->outcome = MEMO_FAILED;
		entry->is_doubtful = !was_judged(entry);
		text_adds(&entry->failure, failure);
	}
}

static struct last_seen *seen(struct kbuild *kbuild, const char *object)
{
	size_t i;

	for (i = 0; i < kbuild->nr_seen; i++)
		if (!strcmp(kbuild->seen[i].object, object))
			return &kbuild->seen[i];
	kbuild->seen = mem_realloc(kbuild->seen, (kbuild->nr_seen + 1) * sizeof(*kbuild->seen));
	kbuild->seen[kbuild->nr_seen] = (struct last_seen){ .object = mem_strdup(object) };
	return &kbuild->seen[kbuild->nr_seen++];
}

/* Those that nothing is known of are removed first: make is not to think that one of another state is up to date. */
static int make_objects(struct kbuild *kbuild, const struct string_list *objects, const struct memo_state *state,
			struct error *err)
{
	owned(proc_result_release) struct proc_result ran = { 0 };
	owned(arena_release) struct arena arena = { 0 };
	struct string_list argv = { 0 };
	const char *failure = "";
	size_t i;

	kbuild_command(&argv, &arena, kbuild);
	string_list_push(&argv, &arena, "-k");
	for (i = 0; i < objects->nr; i++) {
		const char *path = path_join(&arena, kbuild->out, objects->v[i]);

		if (unlink(path) < 0 && errno != ENOENT)
			return error_sys(err, "cannot remove '%s'", path);
		string_list_push(&argv, &arena, objects->v[i]);
	}
	string_list_push(&argv, &arena, NULL);
	if (kbuild_run(&ran, kbuild, &argv, "cannot build the objects", err) < 0)
		return -1;
	if (ran.exit_code)
		failure = kbuild_last_lines(&arena, kbuild, &ran.out, KBUILD_LOG_LINES, "");
	kbuild->ground = arena_strdup(&kbuild->arena, state->ground);
	for (i = 0; i < objects->nr; i++) {
		remember(kbuild, objects->v[i], state, &ran, failure);
		seen(kbuild, objects->v[i])->ground = kbuild->ground;
	}
	memo_keep(kbuild->memo);
	return 0;
}

/* What is known of an object; one that was reached since it was last asked for counts as compiled. */
static void tell(struct build_result *result, struct arena *arena, struct kbuild *kbuild, const char *object,
		 const struct memo_entry *entry)
{
	struct last_seen *last = seen(kbuild, object);

	if (entry->outcome == MEMO_BUILT)
		string_list_push(&result->objects, arena, arena_strdup(arena, object));
	else if (entry->outcome == MEMO_NO_RULE)
		string_list_push(&result->unknown, arena, arena_strdup(arena, object));
	result->built &= entry->outcome == MEMO_BUILT;
	if (entry->outcome != MEMO_BUILT && !result->log)
		result->log = arena_strndup(arena, text_str(&entry->failure), entry->failure.len);
	if (last->entry != entry && entry->outcome != MEMO_NO_RULE) {
		string_list_push(&result->compiled, arena, arena_strdup(arena, object));
		result->nr_remembered += entry->is_earlier;
	}
	last->entry = entry;
}

static int tell_all(struct build_result *result, struct arena *arena, struct kbuild *kbuild,
		    const struct string_list *objects, const struct memo_state *state)
{
	owned(text_release) struct text all = { 0 };
	size_t i;

	*result = (struct build_result){ .built = true };
	for (i = 0; i < objects->nr; i++) {
		const struct memo_entry *entry = memo_find(kbuild->memo, objects->v[i], state);

		tell(result, arena, kbuild, objects->v[i], entry);
		text_add(&all, text_str(&entry->log), entry->log.len);
	}
	diagnostics_parse(&result->diagnostics, &result->nr_diagnostics, arena, text_str(&all), all.len, kbuild->source);
	return 0;
}

int kbuild_objects(struct build_result *result, struct arena *arena, struct kbuild *kbuild,
		   const struct string_list *objects, struct error *err)
{
	owned(arena_release) struct arena own = { 0 };
	const struct memo_state state = kbuild_state(&own, kbuild);
	struct string_list missing = { 0 };
	size_t i;

	for (i = 0; i < objects->nr; i++) {
		if (!kbuild_names_object(objects->v[i]))
			return error_set(err, "'%s' is not an object that can be built", objects->v[i]);
		if (!memo_find(kbuild->memo, objects->v[i], &state) && !string_list_has(&missing, objects->v[i]))
			string_list_push(&missing, &own, objects->v[i]);
	}
	if (missing.nr && (kbuild_lay_files(kbuild, err) < 0 || kbuild_open_folders(kbuild, &missing, err) < 0 ||
			   make_objects(kbuild, &missing, &state, err) < 0))
		return -1;
	return tell_all(result, arena, kbuild, objects, &state);
}

/*
 * Whether what kbuild keeps of an object, fs/nfsd/.vfs.o.cmd of fs/nfsd/vfs.o, and what prepare has made, are of the ground
 * that the steps stand on: objects that were remembered leave both as another state had them.
 */
static bool has_command(struct kbuild *kbuild, const struct memo_state *state, const char *object)
{
	owned(arena_release) struct arena arena = { 0 };
	const char *made = seen(kbuild, object)->ground;

	if (!file_exists(path_join(&arena, kbuild->out, kbuild_command_file(&arena, object))))
		return false;
	if (!kbuild_touched_ground(kbuild))
		return true;
	return made && !strcmp(made, state->ground) && !strcmp(kbuild->ground, state->ground);
}

int kbuild_lay(struct kbuild *kbuild, const struct string_list *objects, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	const struct memo_state state = kbuild_state(&arena, kbuild);
	struct string_list missing = { 0 };
	size_t i;

	if (kbuild_lay_files(kbuild, err) < 0 || kbuild_open_folders(kbuild, objects, err) < 0)
		return -1;
	for (i = 0; i < objects->nr; i++)
		if (!has_command(kbuild, &state, objects->v[i]))
			string_list_push(&missing, &arena, objects->v[i]);
	return missing.nr ? make_objects(kbuild, &missing, &state, err) : 0;
}

const char *kbuild_command_file(struct arena *arena, const char *object)
{
	const char *slash = strrchr(object, '/');
	int folder = slash ? (int)(slash + 1 - object) : 0;

	return arena_printf(arena, "%.*s.%s.cmd", folder, object, object + folder);
}
