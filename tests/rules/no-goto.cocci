// SPDX-License-Identifier: GPL-2.0-only
// Ownership is scope: nothing in tool/ needs a goto.
@@
identifier label;
@@
* goto label;
