#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Hundreds of recalls that are answered as they should be, and a server that stops after them.
. /bin/nfsd.sh
. /bin/load.sh

nfsd_start 90
load_recalls 400
nfsd_stops 20 || exit 1
measured server-stops 1
