/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef IMAGE_H
#define IMAGE_H

#include "../kbuild.h"

/*
 * Kernels of one target that can be booted. They are remembered below the cache
 * folder by everything that makes them what they are (the tree, the compiler,
 * the options, the changes), so that the second proof boots at once. What is not there is built in one
 * build folder for as long as the options stay the same: after the first kernel, only
 * what the changes touch is compiled.
 */
struct images;

struct images_options {
	struct kbuild_options kbuild;
};

struct image_request {
	const char *name;               /* for progress: "the kernel before" */
	const struct string_list *config; /* options beside the recipe's, which the kernel must have on */
	const struct changes *changes;  /* over the target */
};

struct image {
	const char *kernel;             /* the file; NULL: there is none, and trouble says why */
	const char *config;             /* the file with its configuration */
	const char *trouble;
	const char *log;                /* the last lines of a build that failed, printable; or NULL */
	double seconds;                 /* of building; 0: it was remembered */
};

int images_open(struct images **images, const struct tree *tree, const struct recipe *recipe,
		const struct images_options *options, struct error *err) must_check;
void images_free(struct images *images);
OWNED_POINTER(struct images, images_free);

/* That a kernel cannot be configured or does not compile is a result. Its files are there as long as images is. */
int images_get(struct image *image, struct arena *arena, struct images *images, const struct image_request *request,
	       struct error *err) must_check;

/* The wanted options ("NFSD_V4", "NFSD=m") that a configuration's text does not have so. Pure. */
void config_lacks(struct string_list *lacking, struct arena *arena, const char *config,
		  const struct string_list *wanted);

#endif
