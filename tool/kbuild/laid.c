// SPDX-License-Identifier: GPL-2.0-only
/*
 * The files as the steps have them. They are laid over the source when make is to see them; what is remembered is true for
 * their state, which is the ids of their contents.
 */
#include <stdlib.h>

#include "build.h"

static bool is_kconfig(const char *path)
{
	const char *slash = strrchr(path, '/');

	return strncmp(slash ? slash + 1 : path, "Kconfig", 7) == 0;
}

static struct laid_file *laid_file(struct kbuild *kbuild, const struct change *change)
{
	size_t i;

	for (i = 0; i < kbuild->nr_laid; i++)
		if (!strcmp(kbuild->laid[i].path, change->path))
			return &kbuild->laid[i];
	kbuild->laid = mem_realloc(kbuild->laid, (kbuild->nr_laid + 1) * sizeof(*kbuild->laid));
	kbuild->laid[kbuild->nr_laid] = (struct laid_file){ .path = mem_strdup(change->path), .is_new = !change->existed };
	return &kbuild->laid[kbuild->nr_laid++];
}

int kbuild_put(struct kbuild *kbuild, const struct changes *changes, struct error *err)
{
	size_t i;

	for (i = 0; i < changes->nr; i++) {
		const struct change *change = &changes->v[i];
		struct laid_file *file = laid_file(kbuild, change);

		if (!path_is_safe(change->path))
			return error_set(err, "the path '%s' %s", change->path, path_trouble(change->path));
		text_clear(&file->content);
		if (change->exists)
			text_add(&file->content, text_str(&change->after), change->after.len);
		identity_hash(file->id, text_str(&file->content), file->content.len);
		if (!change->exists)
			strcpy(file->id, "-");
		file->is_laid = false;
	}
	return 0;
}

static int lay(const struct kbuild *kbuild, struct laid_file *file, struct error *err)
{
	const struct overlay *overlay = &kbuild->overlay;
	bool exists = strcmp(file->id, "-") != 0;

	if ((exists ? overlay_write(overlay, file->path, text_str(&file->content), file->content.len, err) :
		      overlay_remove(overlay, file->path, err)) < 0)
		return error_prefix(err, "cannot lay '%s' over the source", file->path);
	file->is_laid = true;
	return 0;
}

/* Before they are laid, so that also a run that is killed has said it. */
static int note_touched(struct kbuild *kbuild, struct error *err)
{
	bool is_more = false;
	size_t i;

	for (i = 0; i < kbuild->nr_laid; i++) {
		if (strings_has(&kbuild->touched, kbuild->laid[i].path))
			continue;
		strings_add(&kbuild->touched, kbuild->laid[i].path);
		is_more = true;
	}
	return is_more && kbuild->identity ? kbuild_write_list(kbuild, "touched", &kbuild->touched, err) : 0;
}

/*
 * The configuration that a changed Kconfig file makes of the target's own: what another step's has left of it would not come
 * back. A new option would be asked for, on a terminal that is not there. The next run is to have the target's own.
 */
static int configure_again(struct kbuild *kbuild, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };

	kbuild->is_spoilt = true;
	if (file_write(path_join(&arena, kbuild->out, ".config"), text_str(&kbuild->config), kbuild->config.len, err) < 0)
		return error_prefix(err, "cannot configure the kernel");
	return kbuild_make_part(kbuild, "olddefconfig", err);
}

int kbuild_lay_files(struct kbuild *kbuild, struct error *err)
{
	bool configuration = false;
	size_t i;

	if (kbuild_make_ready(kbuild, err) < 0 || note_touched(kbuild, err) < 0)
		return -1;
	for (i = 0; i < kbuild->nr_laid; i++) {
		if (kbuild->laid[i].is_laid)
			continue;
		if (lay(kbuild, &kbuild->laid[i], err) < 0)
			return -1;
		configuration |= is_kconfig(kbuild->laid[i].path);
	}
	return configuration ? configure_again(kbuild, err) : 0;
}

/* What no kernel is made of; what the folders have for kconfig and make is. */
static bool is_beside_the_code(const char *path)
{
	static const char *const folders[] = { "Documentation/", "tools/testing/" };
	const char *slash = strrchr(path, '/');
	size_t i;

	if (!slash)
		return !strcmp(path, "MAINTAINERS");
	for (i = 0; i < nr_of(folders); i++)
		if (!strncmp(path, folders[i], strlen(folders[i])))
			return !is_kconfig(path) && strcmp(slash, "/Makefile") && strcmp(slash, "/Kbuild");
	return false;
}

/* Whether a file reaches objects that do not name it: makefiles and the like, what builds tools, what prepare was made of. */
static bool is_ground(const struct kbuild *kbuild, const char *path)
{
	static const char *const tools[] = { "tools/", "scripts/", "usr/" };
	size_t len = strlen(path), i;

	if (strings_has(&kbuild->prepared, path))
		return true;
	if (is_beside_the_code(path))
		return false;
	if (len < 2 || path[len - 2] != '.' || !strchr("ch", path[len - 1]))
		return true;
	for (i = 0; i < nr_of(tools); i++)
		if (!strncmp(path, tools[i], strlen(tools[i])))
			return true;
	return false;
}

bool kbuild_touched_ground(const struct kbuild *kbuild)
{
	size_t i;

	for (i = 0; i < kbuild->touched.nr; i++)
		if (is_ground(kbuild, kbuild->touched.v[i]))
			return true;
	return false;
}

static int compare_files(const void *a, const void *b)
{
	return strcmp(((const struct memo_file *)a)->path, ((const struct memo_file *)b)->path);
}

static const char *hash_files(struct arena *arena, const struct kbuild *kbuild, const struct memo_state *state,
			      bool only_ground)
{
	owned(text_release) struct text text = { 0 };
	char id[41];
	size_t i;

	for (i = 0; i < state->nr; i++)
		if (!only_ground || is_ground(kbuild, state->files[i].path))
			text_addf(&text, "%s %s\n", state->files[i].id, state->files[i].path);
	identity_hash(id, text_str(&text), text.len);
	return arena_strdup(arena, id);
}

struct memo_state kbuild_state(struct arena *arena, const struct kbuild *kbuild)
{
	struct memo_file *files = arena_alloc(arena, (kbuild->nr_laid + 1) * sizeof(*files));
	struct memo_state state = { .files = files, .nr = kbuild->nr_laid };
	size_t i;

	for (i = 0; i < kbuild->nr_laid; i++)
		files[i] = (struct memo_file){ kbuild->laid[i].path, kbuild->laid[i].id, kbuild->laid[i].is_new };
	qsort(files, state.nr, sizeof(*files), compare_files);
	state.ground = hash_files(arena, kbuild, &state, true);
	state.exact = hash_files(arena, kbuild, &state, false);
	return state;
}
