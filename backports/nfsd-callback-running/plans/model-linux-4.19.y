# SPDX-License-Identifier: GPL-2.0-only
12357f1b2c8e to pick
2bbfed98a4d8 to pick
b95239ca4954 to pick
230ca758453c to pick
1054e8ffc5c4 to pick
424dd3df1f99 not applicable here
49bdbdb11f70 not applicable here
32ce62c0f09c not applicable here
ff383e8f9440 not applicable here
a1d14d931bf7 already there
20260526-cb_recall_any_callback_running_stuck-v1-1-310011a028f3@kernel.org not applicable here
20260526-cb_recall_any_callback_running_stuck-v1-2-310011a028f3@kernel.org to pick
