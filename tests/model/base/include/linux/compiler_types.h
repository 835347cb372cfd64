/* SPDX-License-Identifier: GPL-2.0-only */
#ifdef __CHECKER__
# define __bitwise	__attribute__((bitwise))
# define __force	__attribute__((force))
#else
# define __bitwise
# define __force
#endif

#define inline		inline __attribute__((__unused__))
#define __always_unused	__attribute__((__unused__))
