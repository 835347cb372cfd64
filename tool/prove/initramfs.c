// SPDX-License-Identifier: GPL-2.0-only
/*
 * The guest's files:
 *
 *	/init           ours, below
 *	/scenario       the recipe's script
 *	/bin/busybox    and /bin/sh, a link to it; the other links are made by init
 *	/bin/NAME       helpers
 *	/dev/console    for what is said before init has mounted anything
 *	folders that things are mounted on
 *
 * It is a cpio archive of the kernel's kind ("newc"), not compressed: the kernel
 * reads that always, and without it a guest without KVM has 2 MB less to unpack.
 * All times and owners are zero.
 *
 * What the scenario prints is sent to /dev/kmsg line by line, since the kernel
 * keeps a line of its log in one piece: both write to the same serial port, and a line of
 * the one would stand in the middle of one of the other. init is done with the last
 * line: a helper that the scenario has left running holds the pipe open.
 *
 * The guest ends by a reboot, which qemu is told not to do (-no-reboot):
 * turning the power off needs ACPI, which the smallest kernels do not have.
 */
#include <archive.h>
#include <archive_entry.h>
#include <elf.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "../files.h"
#include "initramfs.h"

/* A program that is put into the guest, or a script; busybox has 2 MB. */
#define MAX_FILE ((size_t)64 << 20)

static const char init[] =
	"#!/bin/sh\n"
	"# SPDX-License-Identifier: GPL-2.0-only\n"
	"export PATH=/bin HOME=/\n"
	"/bin/busybox --install -s /bin\n"
	"mount -t proc proc /proc\n"
	"mount -t sysfs sysfs /sys\n"
	"mount -t devtmpfs devtmpfs /dev\n"
	"mount -t tmpfs tmpfs /tmp\n"
	"mount -t tmpfs tmpfs /run\n"
	"ifconfig lo 127.0.0.1 up 2>/dev/null\n"
	"say() { echo \"$1\" >/dev/kmsg; }\n"
	"say 'stableport: begun'\n"
	"{ /scenario 2>&1 </dev/null; echo \"stableport: ended $?\"; } | while IFS= read -r line; do\n"
	"	say \"$line\"\n"
	"	case $line in 'stableport: ended '*) break ;; esac\n"
	"done\n"
	"reboot -f\n";

OWNED_POINTER(struct archive_entry, archive_entry_free);

static void end_archive(struct archive **archive)
{
	if (*archive)
		archive_write_free(*archive);
}

static la_ssize_t add_bytes(struct archive *archive, void *data, const void *bytes, size_t len)
{
	(void)archive;
	text_add(data, bytes, len);
	return (la_ssize_t)len;
}

static int fail(struct archive *archive, const char *path, struct error *err)
{
	return error_set(err, "cannot put '%s' into the initramfs: %s", path, archive_error_string(archive));
}

/* One file, folder, link or device; content is a link's target. */
static int add_entry(struct archive *archive, const char *path, mode_t mode, const char *content, size_t len,
		     struct error *err)
{
	owned(archive_entry_freep) struct archive_entry *entry = archive_entry_new();

	archive_entry_set_pathname(entry, path);
	archive_entry_set_mode(entry, mode);
	archive_entry_set_mtime(entry, 0, 0);
	archive_entry_set_nlink(entry, 1);
	if (S_ISLNK(mode))
		archive_entry_set_symlink(entry, content);
	else if (S_ISCHR(mode))
		archive_entry_set_rdev(entry, makedev(5, 1));
	archive_entry_set_size(entry, S_ISREG(mode) ? (la_int64_t)len : 0);
	if (archive_write_header(archive, entry) != ARCHIVE_OK ||
	    (S_ISREG(mode) && archive_write_data(archive, content, len) != (la_ssize_t)len))
		return fail(archive, path, err);
	return 0;
}

/* A program that asks for an interpreter (ld.so) would not start in the guest, which has none. */
static bool asks_for_interpreter(const struct text *program)
{
	Elf64_Ehdr head;
	Elf64_Phdr part;
	size_t i, at;

	if (program->len < sizeof(head))
		return false;
	memcpy(&head, program->data, sizeof(head));
	if (memcmp(head.e_ident, ELFMAG, SELFMAG) || head.e_ident[EI_CLASS] != ELFCLASS64)
		return false;
	for (i = 0; i < head.e_phnum; i++) {
		at = head.e_phoff + i * sizeof(part);
		if (at > program->len || program->len - at < sizeof(part))
			return false;
		memcpy(&part, program->data + at, sizeof(part));
		if (part.p_type == PT_INTERP)
			return true;
	}
	return false;
}

static int add_program(struct archive *archive, const char *path, const char *from, struct error *err)
{
	owned(text_release) struct text program = { 0 };

	if (file_read_whole(&program, from, MAX_FILE, err) < 0)
		return error_prefix(err, "cannot put '%s' into the initramfs", path);
	if (asks_for_interpreter(&program))
		return error_set(err, "'%s' is not static, and would not run in the guest", from);
	return add_entry(archive, path, S_IFREG | 0755, text_str(&program), program.len, err);
}

static int add_folders(struct archive *archive, struct error *err)
{
	static const char *const folders[] = { "bin", "dev", "etc", "mnt", "proc", "run", "sys", "tmp" };
	size_t i;

	for (i = 0; i < nr_of(folders); i++)
		if (add_entry(archive, folders[i], S_IFDIR | 0755, NULL, 0, err) < 0)
			return -1;
	return add_entry(archive, "dev/console", S_IFCHR | 0600, NULL, 0, err);
}

static int add_helpers(struct archive *archive, const struct initramfs *initramfs, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	size_t i;

	for (i = 0; i < initramfs->helpers->nr; i++) {
		const char *name = initramfs->helpers->v[i];
		const char *from = path_join(&arena, initramfs->helpers_folder, name);

		if (!file_exists(from))
			return error_set(err, "there is no program '%s' for the guest in '%s'", name,
					 initramfs->helpers_folder);
		if (add_program(archive, path_join(&arena, "bin", name), from, err) < 0)
			return -1;
	}
	return 0;
}

static int add_all(struct archive *archive, const struct initramfs *initramfs, struct error *err)
{
	if (add_folders(archive, err) < 0 ||
	    add_entry(archive, "init", S_IFREG | 0755, init, sizeof(init) - 1, err) < 0 ||
	    add_program(archive, "bin/busybox", initramfs->busybox, err) < 0 ||
	    add_entry(archive, "bin/sh", S_IFLNK | 0777, "busybox", 0, err) < 0 ||
	    add_helpers(archive, initramfs, err) < 0)
		return -1;
	return add_program(archive, "scenario", initramfs->scenario, err);
}

int initramfs_make(struct text *archive, const struct initramfs *initramfs, struct error *err)
{
	owned(text_release) struct text made = { 0 };
	owned(end_archive) struct archive *writer = archive_write_new();

	if (archive_write_set_format_cpio_newc(writer) != ARCHIVE_OK ||
	    archive_write_open(writer, &made, NULL, add_bytes, NULL) != ARCHIVE_OK)
		return fail(writer, "/", err);
	if (add_all(writer, initramfs, err) < 0)
		return -1;
	if (archive_write_close(writer) != ARCHIVE_OK)
		return fail(writer, "/", err);
	*archive = take(made);
	return 0;
}

int initramfs_find_busybox(const char **path, struct error *err)
{
	static const char *const usual[] = { "/usr/bin/busybox", "/bin/busybox" };
	size_t i;

	for (i = 0; i < nr_of(usual); i++) {
		*path = usual[i];
		if (access(usual[i], X_OK) == 0)
			return 0;
	}
	return error_set(err, "there is no '%s' for the guest (Debian package 'busybox-static')", usual[0]);
}
