// SPDX-License-Identifier: GPL-2.0-only
/*
 * A kernel tree in two kinds, a commit's tree or a folder, behind one face.
 * Reading asks the files put over it first, then the kind. The overlay is a sorted
 * array: a backport changes tens of files, hence insertion by moving is cheap.
 *
 * A folder is somebody else's. The parent of a path is resolved with
 * realpath() and must still lie in the folder, so that links such as
 * arch/arm/boot/dts/include -> ../../../../include work and links to /etc do
 * not; the last part is opened with O_NOFOLLOW, so that a link is no regular
 * file, as it is none in git. Whoever changes the folder while we read it can
 * win a race against this check, but could as well have changed the file.
 *
 * The export descends git's tree objects and writes with openat(), so that no
 * path is looked up twice: 60,000 files. A link is written only if it stays in
 * the tree, counted by its parts: "../../x" in a/b/c goes up two of three.
 */
#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"
#include "history.h"
#include "tree.h"

/* A file put over the target; exists false: removed. */
struct put_file {
	char *path;
	bool exists;
	struct text content;
};

struct tree {
	git_repository *repo; /* borrowed; NULL for a folder */
	git_tree *git;
	char *folder;         /* its real path, without links; NULL for a commit */
	struct put_file *over; /* sorted by path */
	size_t nr_over;
};

/* Deeper than any kernel (13 levels); a hostile repository must not exhaust our stack. */
#define MAX_DEPTH 64

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static void close_stream(DIR **stream)
{
	if (*stream)
		closedir(*stream);
}

static void free_string(char **string)
{
	free(*string);
}

OWNED_POINTER(git_odb_object, git_odb_object_free);
OWNED_POINTER(git_odb, git_odb_free);
OWNED_POINTER(git_config_entry, git_config_entry_free);

int tree_of_folder(struct tree **tree, const char *folder, struct error *err)
{
	owned(free_string) char *real = realpath(folder, NULL);

	if (!real)
		return error_sys(err, "cannot open the folder '%s'", folder);
	if (!file_is_folder(real))
		return error_set(err, "'%s' is not a folder", folder);
	*tree = mem_alloc(sizeof(**tree));
	(*tree)->folder = take(real);
	return 0;
}

int tree_of_commit(struct tree **tree, git_repository *repo, const git_oid *commit, struct error *err)
{
	owned(git_commit_freep) git_commit *object = NULL;
	git_tree *git = NULL;

	if (git_commit_lookup(&object, repo, commit) < 0)
		return error_git(err, "cannot read the commit '%s'", git_oid_tostr_s(commit));
	if (git_commit_tree(&git, object) < 0)
		return error_git(err, "cannot read the tree of the commit '%s'", git_oid_tostr_s(commit));
	*tree = mem_alloc(sizeof(**tree));
	(*tree)->repo = repo;
	(*tree)->git = git;
	return 0;
}

void tree_free(struct tree *tree)
{
	size_t i;

	if (!tree)
		return;
	for (i = 0; i < tree->nr_over; i++) {
		free(tree->over[i].path);
		text_release(&tree->over[i].content);
	}
	free(tree->over);
	git_tree_free(tree->git);
	free(tree->folder);
	free(tree);
}

const char *tree_folder(const struct tree *tree)
{
	return tree->folder;
}

bool tree_id(char id[GIT_OID_HEXSZ + 1], const struct tree *tree)
{
	owned(git_config_freep) git_config *config = NULL;
	owned(git_config_entry_freep) git_config_entry *partial = NULL;

	if (!tree->git || git_repository_config_snapshot(&config, tree->repo) < 0 ||
	    git_config_get_entry(&partial, config, "extensions.partialclone") == 0)
		return false;
	git_oid_tostr(id, GIT_OID_HEXSZ + 1, git_tree_id(tree->git));
	return true;
}

/* Where the path is in the overlay, or would be. */
static size_t put_place(const struct tree *tree, const char *path)
{
	size_t low = 0, high = tree->nr_over;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(tree->over[middle].path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct put_file *put_find(const struct tree *tree, const char *path)
{
	size_t place = put_place(tree, path);

	if (place < tree->nr_over && !strcmp(tree->over[place].path, path))
		return &tree->over[place];
	return NULL;
}

static struct put_file *put_add(struct tree *tree, const char *path)
{
	size_t place = put_place(tree, path);
	struct put_file *file;

	tree->over = mem_realloc(tree->over, (tree->nr_over + 1) * sizeof(*tree->over));
	file = &tree->over[place];
	memmove(file + 1, file, (tree->nr_over - place) * sizeof(*file));
	tree->nr_over++;
	*file = (struct put_file){ .path = mem_strdup(path) };
	return file;
}

void tree_put(struct tree *tree, const char *path, const struct text *content)
{
	struct put_file *file = put_find(tree, path);

	if (!file)
		file = put_add(tree, path);
	text_clear(&file->content);
	file->exists = content != NULL;
	if (content)
		text_add(&file->content, content->data, content->len);
}

static bool is_regular(const git_tree_entry *entry)
{
	git_filemode_t mode = git_tree_entry_filemode(entry);

	return mode == GIT_FILEMODE_BLOB || mode == GIT_FILEMODE_BLOB_EXECUTABLE;
}

static int read_git(struct text *out, bool *exists, const struct tree *tree, const char *path,
		    struct error *err)
{
	owned(git_tree_entry_freep) git_tree_entry *entry = NULL;
	owned(git_blob_freep) git_blob *blob = NULL;
	int found = git_tree_entry_bypath(&entry, tree->git, path);

	if (found < 0 && found != GIT_ENOTFOUND)
		return error_git(err, "cannot look for '%s'", path);
	*exists = found == 0 && is_regular(entry);
	if (!*exists)
		return 0;
	if (git_blob_lookup(&blob, tree->repo, git_tree_entry_id(entry)) < 0)
		return error_set(err, "the object %s of '%s' is missing from the repository '%s'",
				 git_oid_tostr_s(git_tree_entry_id(entry)), path,
				 git_repository_path(tree->repo));
	text_add(out, git_blob_rawcontent(blob), (size_t)git_blob_rawsize(blob));
	return 0;
}

static bool lies_in(const char *real, const char *folder)
{
	size_t len = strlen(folder);

	if (strncmp(real, folder, len))
		return false;
	return real[len] == '\0' || real[len] == '/' || (len && folder[len - 1] == '/');
}

/* A folder below ours by its real path; NULL if there is none or it lies elsewhere. */
static char *folder_inside(const struct tree *tree, const char *path, size_t len)
{
	owned(text_release) struct text full = { 0 };
	owned(free_string) char *real = NULL;

	text_addf(&full, "%s/%.*s", tree->folder, (int)len, path);
	real = realpath(text_str(&full), NULL);
	if (!real || !lies_in(real, tree->folder) || !file_is_folder(real))
		return NULL;
	return take(real);
}

/* A regular file's descriptor, -1 if there is none. O_NONBLOCK: a FIFO must not stop us. */
static int open_regular(const char *folder, const char *name)
{
	owned(close_fd) int parent = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	owned(close_fd) int fd = -1;
	struct stat status;
	int opened;

	if (parent < 0)
		return -1;
	fd = openat(parent, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return -1;
	if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode)) {
		errno = ENOENT;
		return -1;
	}
	opened = fd;
	fd = -1;
	return opened;
}

static int read_fd(struct text *out, int fd, const char *path, struct error *err)
{
	char buffer[65536];
	ssize_t nr;

	while ((nr = read(fd, buffer, sizeof(buffer))) != 0) {
		if (nr < 0 && errno == EINTR)
			continue;
		if (nr < 0)
			return error_sys(err, "cannot read '%s'", path);
		text_add(out, buffer, (size_t)nr);
	}
	return 0;
}

static int read_folder(struct text *out, bool *exists, const struct tree *tree, const char *path,
		       struct error *err)
{
	const char *slash = strrchr(path, '/');
	owned(free_string) char *parent = folder_inside(tree, path, slash ? (size_t)(slash - path) : 0);
	owned(close_fd) int fd = -1;

	*exists = false;
	if (!parent)
		return 0;
	fd = open_regular(parent, slash ? slash + 1 : path);
	if (fd < 0 && (errno == ENOENT || errno == ELOOP || errno == ENXIO || errno == ENOTDIR))
		return 0;
	if (fd < 0)
		return error_sys(err, "cannot open '%s/%s'", tree->folder, path);
	*exists = true;
	return read_fd(out, fd, path, err);
}

int tree_read(struct text *out, bool *exists, const struct tree *tree, const char *path, struct error *err)
{
	const struct put_file *file = put_find(tree, path);
	owned(text_release) struct text content = { 0 };
	bool found = false;
	int failed = 0;

	if (!path_is_safe(path))
		return error_set(err, "the path '%s' leaves the tree", path);
	if (file) {
		found = file->exists;
		text_add(&content, file->content.data, file->content.len);
	} else {
		failed = tree->git ? read_git(&content, &found, tree, path, err)
				   : read_folder(&content, &found, tree, path, err);
	}
	if (failed)
		return -1;
	*exists = found;
	text_release(out);
	*out = take(content);
	return 0;
}

static void add_path(struct strings *paths, const char *folder, const char *name)
{
	owned(text_release) struct text path = { 0 };

	text_addf(&path, "%s%s%s", folder, *folder ? "/" : "", name);
	if (path_is_safe(text_str(&path)))
		strings_add(paths, text_str(&path));
}

static int list_git(struct strings *paths, const struct tree *tree, const char *folder, struct error *err)
{
	owned(git_tree_entry_freep) git_tree_entry *entry = NULL;
	owned(git_tree_freep) git_tree *below = NULL;
	const git_tree *list = tree->git;
	size_t i;

	if (*folder) {
		int found = git_tree_entry_bypath(&entry, tree->git, folder);

		if (found == GIT_ENOTFOUND || (found == 0 && git_tree_entry_type(entry) != GIT_OBJECT_TREE))
			return 0;
		if (found < 0 || git_tree_lookup(&below, tree->repo, git_tree_entry_id(entry)) < 0)
			return error_git(err, "cannot read the folder '%s'", folder);
		list = below;
	}
	for (i = 0; i < git_tree_entrycount(list); i++) {
		const git_tree_entry *one = git_tree_entry_byindex(list, i);

		if (is_regular(one))
			add_path(paths, folder, git_tree_entry_name(one));
	}
	return 0;
}

static int list_folder(struct strings *paths, const struct tree *tree, const char *folder, struct error *err)
{
	owned(free_string) char *real = folder_inside(tree, folder, strlen(folder));
	owned(close_stream) DIR *stream = NULL;
	const struct dirent *entry;
	struct stat status;

	if (!real)
		return 0;
	stream = opendir(real);
	if (!stream)
		return error_sys(err, "cannot read the folder '%s'", real);
	while ((entry = readdir(stream)))
		if (fstatat(dirfd(stream), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
		    S_ISREG(status.st_mode))
			add_path(paths, folder, entry->d_name);
	return 0;
}

/* Whether the path stands directly in the folder. */
static bool stands_in(const char *path, const char *folder)
{
	const char *slash = strrchr(path, '/');
	size_t len = slash ? (size_t)(slash - path) : 0;

	return strlen(folder) == len && !strncmp(path, folder, len);
}

int tree_list(struct strings *paths, const struct tree *tree, const char *folder, struct error *err)
{
	owned(strings_release) struct strings found = { 0 };
	size_t i;
	int failed;

	if (*folder && !path_is_safe(folder))
		return error_set(err, "the path '%s' leaves the tree", folder);
	failed = tree->git ? list_git(&found, tree, folder, err) : list_folder(&found, tree, folder, err);
	if (failed)
		return -1;
	for (i = 0; i < tree->nr_over; i++)
		if (tree->over[i].exists && stands_in(tree->over[i].path, folder))
			strings_add(&found, tree->over[i].path);
	strings_sort_unique(&found);
	for (i = 0; i < found.nr; i++) {
		const struct put_file *file = put_find(tree, found.v[i]);

		if (!file || file->exists)
			strings_add(paths, found.v[i]);
	}
	strings_sort_unique(paths);
	return 0;
}

/* ---- export ---- */

struct export {
	const struct tree *tree;
	git_odb *odb;
	struct text path; /* of what is being written, relative; for messages and for links */
};

/* Whether a link that stands in path's folder stays in the tree. depth: of that folder. */
static bool link_stays_inside(const char *target, size_t len, size_t depth)
{
	size_t at = 0;

	if (!len || target[0] == '/' || memchr(target, '\0', len))
		return false;
	while (at < len) {
		size_t part = 0;

		while (at + part < len && target[at + part] != '/')
			part++;
		if (part == 2 && target[at] == '.' && target[at + 1] == '.') {
			if (depth-- == 0)
				return false;
		} else if (part && !(part == 1 && target[at] == '.')) {
			depth++;
		}
		at += part + 1;
	}
	return true;
}

static int write_link(int folder, const char *name, const char *target, size_t len, size_t depth)
{
	owned(text_release) struct text string = { 0 };

	if (!link_stays_inside(target, len, depth))
		return 0;
	text_add(&string, target, len);
	return symlinkat(text_str(&string), folder, name);
}

static int write_file(int folder, const char *name, const char *bytes, size_t len, mode_t mode)
{
	owned(close_fd) int fd =
		openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);

	if (fd < 0)
		return -1;
	while (len) {
		ssize_t nr = write(fd, bytes, len);

		if (nr < 0 && errno == EINTR)
			continue;
		if (nr < 0)
			return -1;
		bytes += nr;
		len -= (size_t)nr;
	}
	return 0;
}

static int export_blob(struct export *export, int folder, const git_tree_entry *entry, size_t depth,
		       struct error *err)
{
	owned(git_odb_object_freep) git_odb_object *object = NULL;
	git_filemode_t mode = git_tree_entry_filemode(entry);
	const char *name = git_tree_entry_name(entry);
	int read = git_odb_read(&object, export->odb, git_tree_entry_id(entry));
	int written;

	if (read == GIT_ENOTFOUND)
		return 0;
	if (read < 0)
		return error_git(err, "cannot read the object of '%s'", text_str(&export->path));
	if (mode == GIT_FILEMODE_LINK)
		written = write_link(folder, name, git_odb_object_data(object), git_odb_object_size(object),
				     depth);
	else
		written = write_file(folder, name, git_odb_object_data(object), git_odb_object_size(object),
				     mode == GIT_FILEMODE_BLOB_EXECUTABLE ? 0777 : 0666);
	return written < 0 ? error_sys(err, "cannot write '%s'", text_str(&export->path)) : 0;
}

static int make_and_open(int folder, const char *name)
{
	if (mkdirat(folder, name, 0777) < 0)
		return -1;
	return openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

static int export_tree(struct export *export, int folder, const git_tree *git, size_t depth,
		       struct error *err);

static int export_below(struct export *export, int folder, const git_tree_entry *entry, size_t depth,
			struct error *err)
{
	owned(git_tree_freep) git_tree *below = NULL;
	owned(close_fd) int fd = -1;
	int found = git_tree_lookup(&below, export->tree->repo, git_tree_entry_id(entry));

	if (found == GIT_ENOTFOUND)
		return 0;
	if (found < 0)
		return error_git(err, "cannot read the folder '%s'", text_str(&export->path));
	fd = make_and_open(folder, git_tree_entry_name(entry));
	if (fd < 0)
		return error_sys(err, "cannot make the folder '%s'", text_str(&export->path));
	return export_tree(export, fd, below, depth + 1, err);
}

static int export_entry(struct export *export, int folder, const git_tree_entry *entry, size_t depth,
			struct error *err)
{
	if (!path_is_safe(git_tree_entry_name(entry)) || strchr(git_tree_entry_name(entry), '/'))
		return error_set(err, "the path '%s' leaves the tree", text_str(&export->path));
	switch (git_tree_entry_type(entry)) {
	case GIT_OBJECT_TREE:
		return export_below(export, folder, entry, depth, err);
	case GIT_OBJECT_BLOB:
		return export_blob(export, folder, entry, depth, err);
	default:
		return 0; /* a submodule: a kernel has none */
	}
}

static int export_tree(struct export *export, int folder, const git_tree *git, size_t depth,
		       struct error *err)
{
	size_t len = export->path.len, nr = git_tree_entrycount(git), i;

	if (depth > MAX_DEPTH)
		return error_set(err, "the folders of the tree are more than %d deep", MAX_DEPTH);
	for (i = 0; i < nr; i++) {
		const git_tree_entry *entry = git_tree_entry_byindex(git, i);

		text_addf(&export->path, "%s%s", len ? "/" : "", git_tree_entry_name(entry));
		if (export_entry(export, folder, entry, depth, err) < 0)
			return -1;
		export->path.len = len;
		export->path.data[len] = '\0';
	}
	return 0;
}

static void export_release(struct export *export)
{
	text_release(&export->path);
}

int tree_export(const struct tree *tree, const char *folder, struct error *err)
{
	owned(export_release) struct export export = { .tree = tree };
	owned(git_odb_freep) git_odb *odb = NULL;
	owned(close_fd) int to = -1;

	assert(tree->git);
	if (file_make_folders(folder, err) < 0)
		return -1;
	to = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (to < 0)
		return error_sys(err, "cannot open the folder '%s'", folder);
	if (git_repository_odb(&odb, tree->repo) < 0)
		return error_git(err, "cannot open the repository's objects");
	export.odb = odb;
	return export_tree(&export, to, tree->git, 0, err);
}

/* ---- version ---- */

/*
 * The value of "VERSION = 4" if that is what the line says. EXTRAVERSION ("-rc1") may be
 * empty; whatever has a character that a version has not ("$(...)") counts as empty.
 */
static bool makefile_value(struct text *value, const char *name, const char *line, size_t len)
{
	size_t at = strlen(name);
	const char *end = line + len;

	if (len <= at || memcmp(line, name, at))
		return false;
	for (line += at; line < end && (*line == ' ' || *line == '\t'); line++)
		;
	if (line == end || *line++ != '=')
		return false;
	for (; line < end && (*line == ' ' || *line == '\t'); line++)
		;
	while (end > line && strchr(" \t\r", end[-1]))
		end--;
	text_clear(value);
	for (at = 0; line + at < end; at++)
		if (!strchr("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.+-_", line[at]))
			return true;
	text_add(value, line, at);
	return true;
}

enum { VERSION, PATCHLEVEL, SUBLEVEL, EXTRAVERSION, NR_PARTS };

static void parts_release(struct text (*parts)[NR_PARTS])
{
	size_t i;

	for (i = 0; i < NR_PARTS; i++)
		text_release(&(*parts)[i]);
}

static void version_from_makefile(struct text *parts, const struct text *makefile)
{
	static const char *const names[] = { "VERSION", "PATCHLEVEL", "SUBLEVEL", "EXTRAVERSION" };
	const char *at = text_str(makefile), *end = at + makefile->len, *line;
	size_t len, i;

	/* The assignments stand at the top of every kernel's Makefile; the first of each name counts. */
	while (text_line(&line, &len, &at, end))
		for (i = 0; i < NR_PARTS; i++)
			if (!parts[i].data)
				makefile_value(&parts[i], names[i], line, len);
}

int tree_kernel_version(struct text *version, const struct tree *tree, struct error *err)
{
	owned(parts_release) struct text parts[NR_PARTS] = { { 0 } };
	owned(text_release) struct text makefile = { 0 };
	bool exists = false;

	if (tree_read(&makefile, &exists, tree, "Makefile", err) < 0)
		return -1;
	version_from_makefile(parts, &makefile);
	if (!parts[VERSION].len || !parts[PATCHLEVEL].len)
		return error_set(err,
				 "this is no kernel tree: it has no Makefile with VERSION and PATCHLEVEL");
	text_clear(version);
	text_addf(version, "%s.%s", text_str(&parts[VERSION]), text_str(&parts[PATCHLEVEL]));
	if (parts[SUBLEVEL].len)
		text_addf(version, ".%s", text_str(&parts[SUBLEVEL]));
	text_adds(version, text_str(&parts[EXTRAVERSION]));
	return 0;
}
