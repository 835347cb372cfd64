// SPDX-License-Identifier: GPL-2.0-only
/*
 * One configured build of a kernel tree, out of tree, in a folder of its own:
 *
 *	base/           a commit's files, exported once; a plain tree stays where it is
 *	src/            the overlay (overlay.h): links to the base, and what the steps changed
 *	out/            make's O=
 *	fragment        the recipe's options
 *
 * Here it is opened under what it is a build of, and closed. Its stages are in kbuild/: make.c runs make, configure.c
 * configures, ready.c has the folder, laid.c the files as the steps have them, objects.c and probe.c compile.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check/dependencies.h"
#include "kbuild/build.h"

static void free_files(struct kbuild *kbuild)
{
	size_t i;

	for (i = 0; i < kbuild->nr_laid; i++) {
		free(kbuild->laid[i].path);
		text_release(&kbuild->laid[i].content);
	}
	free(kbuild->laid);
	for (i = 0; i < kbuild->nr_seen; i++)
		free(kbuild->seen[i].object);
	free(kbuild->seen);
}

/* The time of "ready" is now when the last object was made. Should "busy" stay, the next run begins anew. */
static void end_orderly(const struct kbuild *kbuild)
{
	owned(arena_release) struct arena arena = { 0 };

	if (utimensat(AT_FDCWD, path_join(&arena, kbuild->folder.path, "ready"), NULL, 0) == 0)
		unlink(path_join(&arena, kbuild->folder.path, "busy"));
}

void kbuild_free(struct kbuild *kbuild)
{
	if (!kbuild)
		return;
	if (kbuild->identity && kbuild->is_ready && !kbuild->is_spoilt)
		end_orderly(kbuild);
	free_files(kbuild);
	strings_release(&kbuild->prepared);
	strings_release(&kbuild->touched);
	text_release(&kbuild->config);
	memo_freep(&kbuild->memo);
	overlay_release(&kbuild->overlay);
	build_folder_release(&kbuild->folder);
	arena_release(&kbuild->arena);
	free(kbuild);
}

const char *kbuild_compiler(const struct kbuild *kbuild)
{
	return kbuild->compiler;
}

const char *kbuild_flags(const struct kbuild *kbuild)
{
	return kbuild->flags;
}

bool kbuild_runs_sparse(const struct kbuild *kbuild)
{
	return kbuild->sparse;
}

const char *kbuild_lacks(const struct kbuild *kbuild)
{
	return kbuild->lacks;
}

/* What a run that compiles nothing has to know: the compiler, what the configuration lacks, what reaches all objects. */
static int keep_facts(struct kbuild *kbuild, struct error *err)
{
	owned(strings_release) struct strings facts = { 0 };
	const struct built_in where = { kbuild->source, kbuild->out };

	dependencies_so_far(&kbuild->prepared, &where);
	if (!kbuild->identity)
		return 0;
	strings_add(&facts, kbuild->compiler);
	strings_add(&facts, kbuild->lacks);
	if (kbuild_write_list(kbuild, "prepared", &kbuild->prepared, err) < 0 ||
	    kbuild_write_list(kbuild, "facts", &facts, err) < 0)
		return -1;
	return file_write(path_join(&kbuild->arena, kbuild->folder.path, "identity"), kbuild->identity,
			  strlen(kbuild->identity), err);
}

static int read_facts(struct kbuild *kbuild, struct error *err)
{
	owned(strings_release) struct strings facts = { 0 };

	if (kbuild_read_list(&facts, kbuild, "facts", err) < 0 ||
	    kbuild_read_list(&kbuild->prepared, kbuild, "prepared", err) < 0)
		return -1;
	if (facts.nr != 2)
		return error_set(err, "'%s' is damaged: remove it", kbuild->folder.path);
	kbuild->compiler = arena_strdup(&kbuild->arena, facts.v[0]);
	kbuild->lacks = arena_strdup(&kbuild->arena, facts.v[1]);
	return 0;
}

static void add_configuration(struct text *identity, const struct kbuild *kbuild)
{
	const struct configuration *configuration = kbuild->options.configuration;
	owned(text_release) struct text file = { 0 };
	char id[41];
	size_t i;

	text_addf(identity, "configuration %u %s %s\n", kbuild_kind(kbuild), configuration ? configuration->arch : "",
		  configuration && configuration->cross ? configuration->cross : "");
	for (i = 0; i < kbuild->recipe->config.nr; i++)
		text_addf(identity, "CONFIG_%s\n", kbuild->recipe->config.v[i]);
	if (kbuild_kind(kbuild) != CONFIG_FILE || file_read_whole(&file, configuration->name, KBUILD_MAX_CONFIG, NULL) < 0)
		return;
	identity_hash(id, text_str(&file), file.len);
	text_addf(identity, "file %s\n", id);
}

/* All but the files: how they are built. */
static void add_programs(struct text *identity, const struct kbuild *kbuild)
{
	static const char *const programs[] = { "make", "as", "ld", "sparse", "gcc" };
	static const char *const binutils[] = { "as", "ld" };
	owned(arena_release) struct arena arena = { 0 };
	const char *compiler = kbuild->cc ? kbuild->cc : kbuild_usual_compiler(&arena, kbuild);
	const char *cross = kbuild_cross(kbuild);
	size_t i;

	text_addf(identity, "stableport build 1\nflags %s\ncc %s\n", kbuild->flags, kbuild->cc ? kbuild->cc : "");
	for (i = 0; i < nr_of(programs); i++)
		identity_add_program(identity, programs[i]);
	for (i = 0; *cross && i < nr_of(binutils); i++)
		identity_add_program(identity, arena_printf(&arena, "%s%s", cross, binutils[i]));
	identity_add_compiler(identity, compiler);
	identity_add_environment(identity);
}

/*
 * The folder of the build. Its name is made of all that the build is of; for a plain tree with the tree's path in place of
 * its files' times, so that a tree that is worked on has one folder and not one for each edit.
 */
static int open_folder(struct kbuild *kbuild, struct error *err)
{
	owned(text_release) struct text how = { 0 };
	struct build_folder_options options = {
		.max = kbuild->options.build_max, .waiting = kbuild->options.waiting, .data = kbuild->options.progress_data,
	};
	char tree[41], key[41];
	bool has_id = false;

	if (kbuild->options.build_dir && identity_of_tree(tree, &has_id, kbuild->tree, err) < 0)
		return -1;
	if (has_id) {
		add_programs(&how, kbuild);
		add_configuration(&how, kbuild);
		kbuild->identity = arena_printf(&kbuild->arena, "%sfiles %s\n", text_str(&how), tree);
		text_addf(&how, "files %s\n", tree_folder(kbuild->tree) ? tree_folder(kbuild->tree) : tree);
		identity_hash(key, text_str(&how), how.len);
		kbuild->tree_id = arena_strdup(&kbuild->arena, tree);
		options.shared = kbuild->options.build_dir;
		options.key = key;
	}
	return build_folder_open(&kbuild->folder, &options, err);
}

static int open_memo(struct kbuild *kbuild, struct error *err)
{
	static const char *const all[] = { "identity", "memo", "facts", "prepared", NULL };
	const char *memo = path_join(&kbuild->arena, kbuild->folder.path, "memo");
	bool is_known = kbuild->identity && kbuild_says(kbuild, "identity", kbuild->identity);

	if (!is_known && kbuild_clear(kbuild, all, err) < 0)
		return -1;
	if (kbuild->identity && file_make_folders(memo, err) < 0)
		return -1;
	kbuild->memo = memo_open(kbuild->identity ? memo : NULL);
	if (is_known)
		return read_facts(kbuild, err);
	if (kbuild_make_ready(kbuild, err) < 0 || kbuild_read_config(kbuild, err) < 0)
		return -1;
	return keep_facts(kbuild, err);
}

int kbuild_make(struct kbuild **kbuild, const struct tree *tree, const struct recipe *recipe,
		const struct kbuild_options *options, struct error *err)
{
	owned(kbuild_freep) struct kbuild *made = mem_alloc(sizeof(*made));

	made->options = *options;
	made->tree = tree;
	made->recipe = recipe;
	made->sparse = options->sparse && proc_exists("sparse");
	made->flags = arena_printf(&made->arena, "%s%s%s", options->warnings ? "W=1" : "",
				   options->warnings && made->sparse ? " " : "", made->sparse ? "C=1" : "");
	if (kbuild_find_programs(made, err) < 0 || open_folder(made, err) < 0)
		return -1;
	if (strpbrk(made->folder.path, " \t\n:"))
		return error_set(err, "cannot build in '%s': make takes no blank or colon in a path (see %s)",
				 made->folder.path, made->folder.shared ? "--build-dir" : "TMPDIR");
	made->out = path_join(&made->arena, made->folder.path, "out");
	made->source = path_join(&made->arena, made->folder.path, "src");
	if (open_memo(made, err) < 0)
		return -1;
	*kbuild = take(made);
	return 0;
}

int kbuild_configuration(struct text *config, struct kbuild *kbuild, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };

	if (kbuild_lay_files(kbuild, err) < 0)
		return -1;
	return file_read(config, path_join(&arena, kbuild->out, ".config"), err);
}

int kbuild_image(struct image_build *result, struct arena *arena, struct kbuild *kbuild, struct error *err)
{
	owned(arena_release) struct arena own = { 0 };
	owned(proc_result_release) struct proc_result ran = { 0 };
	struct string_list argv = { 0 };

	if (kbuild_lay_files(kbuild, err) < 0)
		return -1;
	kbuild_command(&argv, &own, kbuild);
	string_list_push(&argv, &own, "bzImage");
	string_list_push(&argv, &own, NULL);
	if (kbuild_run(&ran, kbuild, &argv, "cannot build the kernel", err) < 0)
		return -1;
	*result = (struct image_build){ 0 };
	if (ran.exit_code == 0)
		result->kernel = path_join(arena, kbuild->out, "arch/x86/boot/bzImage");
	else
		result->log = kbuild_last_lines(arena, kbuild, &ran.out, KBUILD_LOG_LINES, "");
	return 0;
}

/* ---- for those who run the compilers themselves ---- */

const char *kbuild_source(const struct kbuild *kbuild)
{
	return kbuild->source;
}

const char *kbuild_out(const struct kbuild *kbuild)
{
	return kbuild->out;
}

bool kbuild_recall(struct text *out, struct kbuild *kbuild, const char *name)
{
	owned(arena_release) struct arena arena = { 0 };
	const struct memo_state state = kbuild_state(&arena, kbuild);
	const struct memo_entry *known = memo_find(kbuild->memo, name, &state);

	if (known)
		text_add(out, text_str(&known->log), known->log.len);
	return known != NULL;
}

void kbuild_remember(struct kbuild *kbuild, const char *name, const struct text *text)
{
	owned(arena_release) struct arena arena = { 0 };
	const struct memo_state state = kbuild_state(&arena, kbuild);
	struct memo_entry *entry = memo_add(kbuild->memo, name, &state);

	entry->outcome = MEMO_BUILT;
	text_add(&entry->log, text_str(text), text->len);
	memo_keep(kbuild->memo);
}
