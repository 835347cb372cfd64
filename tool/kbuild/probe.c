// SPDX-License-Identifier: GPL-2.0-only
/*
 * A probe is put as stableport-probe.c in a folder, whose Makefile (or Kbuild,
 * which comes first) is given "obj-y += stableport-probe.o": 5.4 to 5.19 build
 * no object that no Makefile names. It does not compile when the compiler
 * printed an error; without one, make failed for another reason, and to answer
 * "the name is missing" would be wrong.
 */
#include <unistd.h>

#include "build.h"

/* The folder's makefile, to which the line is added that makes kbuild know the probe. */
static int name_probe(struct text *before, const char **makefile, struct arena *arena,
		      const struct kbuild *kbuild, const char *dir, struct error *err)
{
	owned(text_release) struct text after = { 0 };
	bool exists = false;

	*makefile = path_join(arena, dir, "Kbuild");
	if (file_read_if(before, &exists, path_join(arena, kbuild->overlay.folder, *makefile), err) < 0)
		return -1;
	if (!exists) {
		*makefile = path_join(arena, dir, "Makefile");
		if (file_read(before, path_join(arena, kbuild->overlay.folder, *makefile), err) < 0)
			return -1;
	}
	text_add(&after, text_str(before), before->len);
	text_adds(&after, "\nobj-y += stableport-probe.o\n");
	return overlay_write(&kbuild->overlay, *makefile, text_str(&after), after.len, err);
}

static int build_probe(bool *compiles, struct kbuild *kbuild, const char *dir, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(proc_result_release) struct proc_result ran = { 0 };
	owned(text_release) struct text log = { 0 };
	const char *object = path_join(&arena, dir, "stableport-probe.o"), *made = path_join(&arena, kbuild->out, object);
	const struct string_list objects = { &object, 1 };
	struct string_list argv = { 0 };

	unlink(made); /* the one before; that there is none is fine */
	kbuild_command(&argv, &arena, kbuild);
	string_list_push(&argv, &arena, object);
	string_list_push(&argv, &arena, NULL);
	if (kbuild_open_folders(kbuild, &objects, err) < 0 ||
	    kbuild_run(&ran, kbuild, &argv, "cannot compile a probe", err) < 0)
		return -1;
	kbuild_read_sections(&log, object, &ran.out);
	*compiles = file_exists(made);
	if (*compiles || kbuild_has_kind(&log, "error"))
		return 0;
	return error_set(err, "cannot compile a probe in '%s':\n%s", dir,
			 kbuild_last_lines(&arena, kbuild, &ran.out, KBUILD_ERROR_LINES, "    "));
}

static int probe_now(bool *compiles, struct kbuild *kbuild, const char *dir, const char *probe, size_t len,
		     struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text before = { 0 };
	const char *source = path_join(&arena, dir, "stableport-probe.c"), *makefile;
	struct error *late;
	bool answer = false;
	int built;

	if (kbuild_lay_files(kbuild, err) < 0)
		return -1;
	if (!file_is_folder(path_join(&arena, kbuild->overlay.base, dir)))
		return error_set(err, "there is no folder '%s' to compile a probe in", dir);
	if (overlay_write(&kbuild->overlay, source, probe, len, err) < 0 ||
	    name_probe(&before, &makefile, &arena, kbuild, dir, err) < 0)
		return error_prefix(err, "cannot compile a probe in '%s'", dir);
	built = build_probe(&answer, kbuild, dir, err);
	/* Also after a failure, which is then the one to tell. */
	late = built < 0 ? NULL : err;
	if (overlay_remove(&kbuild->overlay, source, late) < 0 ||
	    overlay_write(&kbuild->overlay, makefile, text_str(&before), before.len, late) < 0 || built < 0)
		return -1;
	*compiles = answer;
	return 0;
}

/* An answer is remembered as an object of the probe's own name, true in just the state that it was found in. */
int kbuild_probe(bool *compiles, struct kbuild *kbuild, const char *dir, const char *probe, size_t len,
		 struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	const struct memo_state state = kbuild_state(&arena, kbuild);
	const struct memo_entry *known;
	const char *name;
	char id[41];

	identity_hash(id, probe, len);
	name = arena_printf(&arena, "%s/probe-%s", dir, id);
	known = memo_find(kbuild->memo, name, &state);
	if (known) {
		*compiles = known->outcome == MEMO_BUILT;
		return 0;
	}
	if (probe_now(compiles, kbuild, dir, probe, len, err) < 0)
		return -1;
	memo_add(kbuild->memo, name, &state)->outcome = *compiles ? MEMO_BUILT : MEMO_FAILED;
	memo_keep(kbuild->memo);
	return 0;
}
