# SPDX-License-Identifier: GPL-2.0-only
961b4b5e86bf already there
