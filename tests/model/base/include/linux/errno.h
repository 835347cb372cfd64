/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_ERRNO_H
#define _LINUX_ERRNO_H

#define EIO		5
#define ENOMEM		12
#define EACCES		13
#define EINVAL		22
#define ETIMEDOUT	110
#define EBADHANDLE	521
#define ESERVERFAULT	526

#endif
