#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
. /bin/nfsd.sh
. /bin/load.sh
load
