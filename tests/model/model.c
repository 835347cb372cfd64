// SPDX-License-Identifier: GPL-2.0-only
/*
 * model - makes the model history, a git repository in the shape of the real
 * one of fs/nfsd (see README.md).
 *
 *	model OUTDIR [--plain BRANCH DIR]...
 *
 * creates OUTDIR, a repository with all branches and HEAD on master, but
 * nothing checked out. --plain exports the tree of a branch to DIR, as a
 * distribution's tarball would have it.
 *
 * The file `series` is read line by line:
 *
 *	branch NAME		go on with NAME; if new, it starts where we are
 *	base VERSION		the first commit: the files in base/
 *	pick PATCH		the commit in commits/PATCH.patch
 *	release VERSION		a commit that sets the Makefile's version, and a tag
 *
 * A patch is an e-mail: From:, Subject:, an empty line, the rest of the
 * message, a line "---", a unified diff. It must apply exactly.
 *
 * Every commit's id is the same on each machine: names are fixed, the clock
 * starts with 4.14 and ticks one day per commit, the mode of a file follows
 * from its text, and no configuration of the user's is read.
 *
 * The sources are found in $MODEL_DIR, or else where they were at build time.
 */
#include <dirent.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <git2.h>

#include "../../tool/owned.h"

#ifndef MODEL_DIR
#define MODEL_DIR "tests/model"
#endif

#define FIRST_COMMIT	1510516800	/* 2017-11-12, the day of 4.14 */
#define TICK		(24 * 60 * 60)

static inline void free_string(char **string) { free(*string); }
static inline void close_file(FILE **file) { if (*file) fclose(*file); }

OWNED_POINTER(git_blob, git_blob_free);
OWNED_POINTER(git_commit, git_commit_free);
OWNED_POINTER(git_diff, git_diff_free);
OWNED_POINTER(git_index, git_index_free);
OWNED_POINTER(git_object, git_object_free);
OWNED_POINTER(git_reference, git_reference_free);
OWNED_POINTER(git_repository, git_repository_free);
OWNED_POINTER(git_signature, git_signature_free);
OWNED_POINTER(git_tree, git_tree_free);
OWNED_POINTER(git_treebuilder, git_treebuilder_free);

struct model {
	git_repository *git;
	const char *sources;
	char branch[128];	/* a whole reference name */
	git_oid tip;		/* the commit we are at, unless `clock` is 0 */
	git_time_t clock;	/* of the last commit */
};

static _Noreturn void fail(const char *format, ...) printf_like(1, 2);

static _Noreturn void fail(const char *format, ...)
{
	va_list args;

	fprintf(stderr, "model: ");
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, "\n");
	exit(2);
}

/* For every call of libgit2: ends the program if it failed. */
static void must(int result, const char *what)
{
	if (result < 0)
		fail("%s: %s", what, git_error_last() ? git_error_last()->message : "failed");
}

static char *format(const char *format, ...) printf_like(1, 2);

static char *format(const char *format, ...)
{
	char *text;
	va_list args;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		fail("out of memory");
	va_end(args);
	return text;
}

static char *read_file(const char *path)
{
	owned(close_file) FILE *file = fopen(path, "re");
	char *text = NULL;
	size_t size = 0;

	if (!file)
		fail("cannot open '%s'", path);
	if (getdelim(&text, &size, '\0', file) < 0)
		fail("cannot read '%s'", path);
	return text;
}

/* Commits `tree` on the branch we are on, and moves there. */
static void commit(struct model *model, const git_oid *tree_id, const char *name,
		   const char *mail, const char *message)
{
	owned(git_tree_freep) git_tree *tree = NULL;
	owned(git_commit_freep) git_commit *parent = NULL;
	owned(git_signature_freep) git_signature *author = NULL;
	owned(git_reference_freep) git_reference *ref = NULL;
	const git_commit *parents[1];

	if (model->clock)
		must(git_commit_lookup(&parent, model->git, &model->tip), "parent");
	parents[0] = parent;
	model->clock = model->clock ? model->clock + TICK : FIRST_COMMIT;

	must(git_tree_lookup(&tree, model->git, tree_id), "tree");
	must(git_signature_new(&author, name, mail, model->clock, 0), name);
	must(git_commit_create(&model->tip, model->git, NULL, author, author, NULL, message,
			       tree, parent ? 1 : 0, parents), message);
	must(git_reference_create(&ref, model->git, model->branch, &model->tip, true, NULL),
	     model->branch);
}

static git_tree *tip_tree(struct model *model)
{
	owned(git_commit_freep) git_commit *tip = NULL;
	git_tree *tree;

	must(git_commit_lookup(&tip, model->git, &model->tip), "tip");
	must(git_commit_tree(&tree, tip), "tip");
	return tree;
}

/* A folder of base/ becomes a tree. */
static void write_folder(git_oid *id, git_repository *git, const char *path)
{
	owned(git_treebuilder_freep) git_treebuilder *builder = NULL;
	DIR *folder = opendir(path);
	struct dirent *entry;

	if (!folder)
		fail("cannot open '%s'", path);
	must(git_treebuilder_new(&builder, git, NULL), path);
	while ((entry = readdir(folder))) {
		owned(free_string) char *inside = format("%s/%s", path, entry->d_name);
		owned(free_string) char *text = NULL;
		git_filemode_t mode = GIT_FILEMODE_TREE;
		struct stat status;
		git_oid child;

		if (entry->d_name[0] == '.')
			continue;
		if (stat(inside, &status))
			fail("cannot read '%s'", inside);
		if (S_ISDIR(status.st_mode)) {
			write_folder(&child, git, inside);
		} else {
			text = read_file(inside);
			mode = !strncmp(text, "#!", 2) ? GIT_FILEMODE_BLOB_EXECUTABLE
						       : GIT_FILEMODE_BLOB;
			must(git_blob_create_from_buffer(&child, git, text, strlen(text)), inside);
		}
		must(git_treebuilder_insert(NULL, builder, entry->d_name, &child, mode), inside);
	}
	closedir(folder);
	must(git_treebuilder_write(id, builder), path);
}

static void tag(struct model *model, const char *version)
{
	owned(free_string) char *name = format("v%s", version);
	owned(git_object_freep) git_object *tip = NULL;
	git_oid unused;

	must(git_object_lookup(&tip, model->git, &model->tip, GIT_OBJECT_COMMIT), name);
	must(git_tag_create_lightweight(&unused, model->git, name, tip, false), name);
}

static void commit_release(struct model *model, const git_oid *tree, const char *version)
{
	owned(free_string) char *message = format("Linux %s\n", version);

	commit(model, tree, "Model Release", "release@model.example", message);
	tag(model, version);
}

static void base(struct model *model, const char *version)
{
	owned(free_string) char *path = format("%s/base", model->sources);
	git_oid tree;

	write_folder(&tree, model->git, path);
	commit_release(model, &tree, version);
}

/* The Makefile starts with its version, up to the line of EXTRAVERSION. */
static char *with_version(const char *makefile, const char *version)
{
	const char *start = strstr(makefile, "VERSION =");
	const char *end = strstr(makefile, "EXTRAVERSION =");
	int major, minor, sub = 0;

	if (!start || !end || sscanf(version, "%d.%d.%d", &major, &minor, &sub) < 2)
		fail("cannot set the version '%s'", version);
	return format("%.*sVERSION = %d\nPATCHLEVEL = %d\nSUBLEVEL = %d\n%s",
		      (int)(start - makefile), makefile, major, minor, sub, end);
}

static void release(struct model *model, const char *version)
{
	owned(git_tree_freep) git_tree *old = tip_tree(model);
	owned(git_treebuilder_freep) git_treebuilder *builder = NULL;
	owned(git_blob_freep) git_blob *blob = NULL;
	owned(free_string) char *makefile = NULL;
	owned(free_string) char *text = NULL;
	git_oid id, tree;

	must(git_treebuilder_new(&builder, model->git, old), version);
	must(git_blob_lookup(&blob, model->git,
			     git_tree_entry_id(git_treebuilder_get(builder, "Makefile"))), version);
	makefile = format("%.*s", (int)git_blob_rawsize(blob),
			  (const char *)git_blob_rawcontent(blob));
	text = with_version(makefile, version);
	must(git_blob_create_from_buffer(&id, model->git, text, strlen(text)), version);
	must(git_treebuilder_insert(NULL, builder, "Makefile", &id, GIT_FILEMODE_BLOB), version);
	must(git_treebuilder_write(&tree, builder), version);
	commit_release(model, &tree, version);
}

/* The text after `key` in a header that starts at *line; moves to the next line. */
static char *header(char **line, const char *key, const char *patch)
{
	char *value = *line + strlen(key), *end = strchr(*line, '\n');

	if (strncmp(*line, key, strlen(key)) || !end)
		fail("'%s' has no '%s' where it is expected", patch, key);
	*end = '\0';
	*line = end + 1;
	return value;
}

static void pick(struct model *model, const char *patch)
{
	owned(free_string) char *path = format("%s/commits/%s.patch", model->sources, patch);
	owned(free_string) char *text = read_file(path);
	owned(free_string) char *message = NULL;
	owned(git_diff_freep) git_diff *diff = NULL;
	owned(git_tree_freep) git_tree *old = tip_tree(model);
	owned(git_index_freep) git_index *index = NULL;
	char *line = text;
	char *name = header(&line, "From: ", patch);
	char *subject = header(&line, "Subject: ", patch);
	char *mail = strstr(name, " <"), *end = mail ? strchr(mail, '>') : NULL;
	char *changes = strstr(line, "---\n");
	git_oid tree;

	if (!end || !changes)
		fail("'%s' has no author, or no diff", patch);
	*mail = *end = *changes = '\0';
	changes += strlen("---\n");
	message = format("%s\n%s", subject, line);

	must(git_diff_from_buffer(&diff, changes, strlen(changes)), patch);
	must(git_apply_to_tree(&index, model->git, old, diff, NULL), patch);
	must(git_index_write_tree_to(&tree, index, model->git), patch);
	commit(model, &tree, name, mail + strlen(" <"), message);
}

static void branch(struct model *model, const char *name)
{
	git_oid there;

	snprintf(model->branch, sizeof(model->branch), "refs/heads/%s", name);
	if (!git_reference_name_to_id(&there, model->git, model->branch)) {
		model->tip = there;
	} else if (model->clock) {
		owned(git_reference_freep) git_reference *ref = NULL;

		must(git_reference_create(&ref, model->git, model->branch, &model->tip, false,
					  NULL), name);
	}
}

static void run_series(struct model *model)
{
	static const struct {
		const char *verb;
		void (*run)(struct model *model, const char *operand);
	} verbs[] = {
		{ "branch", branch }, { "base", base }, { "pick", pick }, { "release", release },
	};
	owned(free_string) char *path = format("%s/series", model->sources);
	owned(free_string) char *text = read_file(path);
	char *rest = text, *line;

	while ((line = strsep(&rest, "\n"))) {
		char verb[16], operand[96];
		size_t i;

		if (line[0] == '#' || line[0] == '\0')
			continue;
		if (sscanf(line, "%15s %95s", verb, operand) != 2)
			fail("series: '%s' is not a verb and its operand", line);
		for (i = 0; i < nr_of(verbs) && strcmp(verb, verbs[i].verb); i++)
			;
		if (i == nr_of(verbs))
			fail("series: unknown verb '%s'", verb);
		verbs[i].run(model, operand);
	}
}

static void export_plain(git_repository *git, const char *branch, const char *folder)
{
	owned(free_string) char *name = format("refs/heads/%s^{tree}", branch);
	owned(git_object_freep) git_object *tree = NULL;
	git_checkout_options options = { .version = GIT_CHECKOUT_OPTIONS_VERSION };

	options.checkout_strategy = GIT_CHECKOUT_FORCE | GIT_CHECKOUT_DONT_UPDATE_INDEX;
	options.disable_filters = true;
	options.target_directory = folder;
	must(git_revparse_single(&tree, git, name), branch);
	must(git_checkout_tree(git, tree, &options), folder);
}

/* An empty repository, whatever the user's configuration says. */
static git_repository *create(const char *folder)
{
	git_repository_init_options options = {
		.version = GIT_REPOSITORY_INIT_OPTIONS_VERSION,
	};
	git_repository *git;
	int level;

	for (level = GIT_CONFIG_LEVEL_PROGRAMDATA; level <= GIT_CONFIG_LEVEL_GLOBAL; level++)
		must(git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, ""), folder);
	options.flags = GIT_REPOSITORY_INIT_MKPATH | GIT_REPOSITORY_INIT_NO_REINIT;
	options.initial_head = "master";
	must(git_repository_init_ext(&git, folder, &options), folder);
	must(git_repository_set_ident(git, "Model", "model@model.example"), folder);
	return git;
}

/* Whoever makes commits in it has a name: a new machine's git has none yet. */
static void introduce(git_repository *git)
{
	git_config *config;

	must(git_repository_config(&config, git), "config");
	must(git_config_set_string(config, "user.name", "Model Maintainer"), "user.name");
	must(git_config_set_string(config, "user.email", "maintainer@model.example"), "user.email");
	git_config_free(config);
}

int main(int argc, char **argv)
{
	struct model model = { .sources = getenv("MODEL_DIR") };
	owned(git_repository_freep) git_repository *git = NULL;
	int i;

	if (argc < 2 || (argc - 2) % 3)
		fail("usage: model OUTDIR [--plain BRANCH DIR]...");
	for (i = 2; i < argc; i += 3)
		if (strcmp(argv[i], "--plain"))
			fail("unknown option '%s'", argv[i]);

	if (!model.sources)
		model.sources = MODEL_DIR;
	git_libgit2_init();
	model.git = git = create(argv[1]);
	introduce(git);
	run_series(&model);
	for (i = 2; i < argc; i += 3)
		export_plain(git, argv[i + 1], argv[i + 2]);
	return 0;
}
