// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a build is of.
 *
 * A plain tree has no ids. Each of its files is known by its path, size and times, that of the last change of its inode
 * as well, which cp -p and touch cannot set: 60,000 stat calls, a fifth of a second. What an earlier build left in the
 * tree counts too: where it lies, the overlay decides, not this.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../proc.h"
#include "identity.h"

/* Deeper than any kernel (13 levels). */
#define MAX_DEPTH 64

static void close_folder(DIR **folder)
{
	if (*folder)
		closedir(*folder);
}

void identity_hash(char id[41], const void *bytes, size_t len)
{
	git_oid oid;

	git_odb_hash(&oid, bytes, len, GIT_OBJECT_BLOB);
	git_oid_tostr(id, 41, &oid);
}

static void add_status(struct text *line, const struct stat *status)
{
	text_addf(line, " %llu %lld.%09ld %lld.%09ld", (unsigned long long)status->st_size, (long long)status->st_mtim.tv_sec,
		  status->st_mtim.tv_nsec, (long long)status->st_ctim.tv_sec, status->st_ctim.tv_nsec);
}

static void add_entry(struct strings *lines, const char *path, const struct stat *status)
{
	owned(text_release) struct text line = { 0 };

	text_adds(&line, path);
	add_status(&line, status);
	strings_add(lines, text_str(&line));
}

static int add_below(struct strings *lines, struct text *path, int parent, const char *name, size_t depth, struct error *err)
{
	owned(close_folder) DIR *folder = NULL;
	int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | (depth ? O_NOFOLLOW : 0) | O_CLOEXEC);
	size_t len = path->len;
	const struct dirent *entry;

	folder = fd < 0 || depth > MAX_DEPTH ? NULL : fdopendir(fd);
	if (!folder)
		return error_sys(err, "cannot read the folder '%s'", path->len ? text_str(path) : name);
	while ((entry = readdir(folder))) {
		struct stat status;
		bool is_git = !depth && !strcmp(entry->d_name, ".git");

		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..") || is_git ||
		    fstatat(fd, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) < 0)
			continue;
		text_addf(path, "/%s", entry->d_name);
		if (!S_ISDIR(status.st_mode))
			add_entry(lines, text_str(path), &status);
		else if (add_below(lines, path, fd, entry->d_name, depth + 1, err) < 0)
			return -1;
		path->len = len;
	}
	return 0;
}

static int identity_of_folder(char id[41], const char *folder, struct error *err)
{
	owned(strings_release) struct strings lines = { 0 };
	owned(text_release) struct text path = { 0 }, all = { 0 };
	size_t i;

	if (add_below(&lines, &path, AT_FDCWD, folder, 0, err) < 0)
		return -1;
	strings_sort_unique(&lines);
	text_addf(&all, "%s\n", folder);
	for (i = 0; i < lines.nr; i++)
		text_addf(&all, "%s\n", lines.v[i]);
	identity_hash(id, text_str(&all), all.len);
	return 0;
}

int identity_of_tree(char id[41], bool *has_one, const struct tree *tree, struct error *err)
{
	const char *folder = tree_folder(tree);

	*has_one = true;
	if (folder)
		return identity_of_folder(id, folder, err);
	*has_one = tree_id(id, tree);
	return 0;
}

static char *find_program(struct arena *arena, const char *program)
{
	const char *at = getenv("PATH");

	if (strchr(program, '/'))
		return arena_strdup(arena, program);
	for (at = at ? at : "/usr/bin:/bin"; *at; at += *at == ':') {
		size_t len = strcspn(at, ":");
		char *path = arena_printf(arena, "%.*s/%s", (int)len, at, program);

		if (access(path, X_OK) == 0)
			return path;
		at += len;
	}
	return NULL;
}

/* What it says of itself: where PATH names ccache's links, the file is ccache's and not the compiler's. */
static void add_version(struct text *identity, const char *path)
{
	const char *const argv[] = { path, "--version", NULL };
	const struct proc proc = { .argv = argv, .timeout = 10, .max_output = 4096, .merge_stderr = true };
	owned(proc_result_release) struct proc_result result = { 0 };

	if (proc_run(&result, &proc, NULL) == 0)
		text_addf(identity, " %.*s", (int)strcspn(text_str(&result.out), "\n"), text_str(&result.out));
}

void identity_add_program(struct text *identity, const char *program)
{
	owned(arena_release) struct arena arena = { 0 };
	const char *path = find_program(&arena, program);
	struct stat status;

	text_addf(identity, "%s %s", program, path ? path : "is not there");
	if (path && stat(path, &status) == 0) {
		add_status(identity, &status);
		add_version(identity, path);
	}
	text_addc(identity, '\n');
}

/* The programs of a command, "ccache clang-16 --target=aarch64-linux-gnu". */
static void add_command(struct text *identity, const char *command)
{
	owned(arena_release) struct arena arena = { 0 };

	while (*command) {
		size_t len = strcspn(command, " ");

		if (len && *command != '-')
			identity_add_program(identity, arena_strndup(&arena, command, len));
		command += len + (command[len] == ' ');
	}
}

/* What LLVM= chooses: clang; with "-16" clang-16, with "/opt/bin/" the one there, which kernels before 5.18 do not know. */
static void add_llvm(struct text *identity, const char *llvm)
{
	static const char *const programs[] = { "clang", "ld.lld" };
	owned(arena_release) struct arena arena = { 0 };
	size_t i;

	for (i = 0; i < nr_of(programs); i++) {
		identity_add_program(identity, programs[i]);
		if (llvm[strlen(llvm) - 1] == '/')
			identity_add_program(identity, arena_printf(&arena, "%s%s", llvm, programs[i]));
		else if (*llvm == '-')
			identity_add_program(identity, arena_printf(&arena, "%s%s", programs[i], llvm));
	}
}

void identity_add_compiler(struct text *identity, const char *command)
{
	const char *llvm = getenv("LLVM");

	add_command(identity, command ? command : "");
	if (llvm && *llvm)
		add_llvm(identity, llvm);
}

void identity_add_environment(struct text *identity)
{
	static const char *const names[] = {
		"ARCH", "SUBARCH", "CROSS_COMPILE", "CROSS_COMPILE_COMPAT", "LLVM", "LLVM_IAS", "CC", "HOSTCC", "LD", "AS",
		"KCFLAGS", "KCPPFLAGS", "KAFLAGS", "CFLAGS_KERNEL", "CFLAGS_MODULE", "HOSTCFLAGS", "HOSTLDFLAGS", "EXTRA_CFLAGS",
		"KBUILD_DEFCONFIG", "KBUILD_CFLAGS", "CHECK", "CHECKFLAGS", "CF", "CPATH", "C_INCLUDE_PATH", "GCC_EXEC_PREFIX",
		"COMPILER_PATH", "LOCALVERSION", "INSTALL_MOD_PATH",
	};
	size_t i;

	for (i = 0; i < nr_of(names); i++)
		if (getenv(names[i]))
			text_addf(identity, "%s=%s\n", names[i], getenv(names[i]));
}
