# SPDX-License-Identifier: GPL-2.0-only
12357f1b2c8e already there
2bbfed98a4d8 already there
b95239ca4954 already there
230ca758453c already there
1054e8ffc5c4 to pick
424dd3df1f99 to pick
49bdbdb11f70 to pick
32ce62c0f09c not applicable here
ff383e8f9440 not applicable here
a1d14d931bf7 already there
20260526-cb_recall_any_callback_running_stuck-v1-1-310011a028f3@kernel.org to pick
20260526-cb_recall_any_callback_running_stuck-v1-2-310011a028f3@kernel.org to pick
