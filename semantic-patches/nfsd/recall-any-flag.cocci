// SPDX-License-Identifier: GPL-2.0-only
//
// Meaning of 424dd3df1f99 "nfsd: eliminate cl_ra_cblist and NFSD4_CLIENT_CB_RECALL_ANY":
// the delegation reaper asks the callback's own flag whether a CB_RECALL_ANY is under
// way, and starts the callback where it finds the client, under the lock: starting it
// does not sleep, so no second list and no second loop are needed.
//
// Relies on callback-running-flag.cocci and on cl_ra->ra_cb being that callback.
// Does nothing where cl_ra_cblist is gone. The macro NFSD4_CLIENT_CB_RECALL_ANY is
// defined inside a struct, where spatch cannot remove it: it stays, unused.

@off_the_list@
identifier clp, cblist;
@@
 	while (!list_empty(&cblist)) {
-		clp = list_first_entry(&cblist, struct nfs4_client, cl_ra_cblist);
-		list_del_init(&clp->cl_ra_cblist);
 		...
 	}

@second_loop@
identifier off_the_list.cblist;
statement list SS;
@@
-	while (!list_empty(&cblist)) {
-		SS
-	}

@one_loop depends on second_loop@
identifier off_the_list.clp;
statement list second_loop.SS;
expression T;
@@
 deleg_reaper(...)
 {
 	<...
 	clp->cl_ra_time = T;
+	SS
 	...>
 }

@won_by_reaper depends on one_loop@
expression clp;
@@
 deleg_reaper(...)
 {
 	<...
-	nfsd4_try_run_cb(&clp->cl_ra->ra_cb);
+	nfsd4_run_cb(&clp->cl_ra->ra_cb);
 	...>
 }

@not_initialised depends on one_loop@
identifier off_the_list.cblist;
@@
 deleg_reaper(...)
 {
 	...
-	INIT_LIST_HEAD(&cblist);
 	...
 }

@no_list depends on one_loop@
identifier off_the_list.cblist;
@@
 deleg_reaper(...)
 {
 	...
-	struct list_head cblist;
 	...
 }

@no_list_head depends on one_loop && !no_list@
identifier off_the_list.cblist;
declarer name LIST_HEAD;
@@
 deleg_reaper(...)
 {
 	...
-	LIST_HEAD(cblist);
 	...
 }

@not_listed depends on one_loop@
expression clp, L;
@@
-	list_add(&clp->cl_ra_cblist, L);

@tested depends on one_loop@
expression clp;
@@
-	test_bit(NFSD4_CLIENT_CB_RECALL_ANY, &clp->cl_flags)
+	test_and_set_bit(NFSD4_CALLBACK_RUNNING, &clp->cl_ra->ra_cb.cb_flags)

@not_set depends on one_loop@
expression clp;
@@
(
-	set_bit(NFSD4_CLIENT_CB_RECALL_ANY, &clp->cl_flags);
|
-	clear_bit(NFSD4_CLIENT_CB_RECALL_ANY, &clp->cl_flags);
)

@no_member depends on one_loop@
@@
 struct nfs4_client {
 	...
-	struct list_head cl_ra_cblist;
 	...
 };
