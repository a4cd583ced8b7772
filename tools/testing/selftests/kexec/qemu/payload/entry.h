/* SPDX-License-Identifier: GPL-2.0 */
/* What payload.S (and the linker script) and payload.c know of each other. */
#ifndef KEXEC_QEMU_PAYLOAD_ENTRY_H
#define KEXEC_QEMU_PAYLOAD_ENTRY_H

#include "payload.h"
#include "state.h"

#pragma GCC visibility push(hidden)

extern const struct payload_params payload_params;

void payload_main(void);

#pragma GCC visibility pop

#endif
