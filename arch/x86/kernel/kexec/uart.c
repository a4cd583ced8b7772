// SPDX-License-Identifier: GPL-2.0-only
/*
 * Finds the serial console for code that runs between two kernels: the purgatory, and
 * the exception handlers of the control page.
 */
#include <linux/cc_platform.h>
#include <linux/console.h>
#include <linux/kernel.h>
#include <linux/kexec.h>
#include <linux/serial_core.h>
#include <linux/serial_reg.h>

#include "uart.h"

/* If a port is a UART of the kind that such code knows: a 16550 or the like. */
static bool kexec_use_port(const struct uart_port *port, struct kexec_uart *uart)
{
	u64 base = port->mapbase;
	u32 width;

	switch (port->iotype) {
	case UPIO_PORT:
		base = port->iobase;
		width = 0;
		break;
	case UPIO_MEM:
		width = 1;
		break;
	case UPIO_MEM32:
		width = 4;
		break;
	default:
		return false;
	}
	/* The page tables of the jump have to map it. */
	if (!base || base >= KEXEC_DESTINATION_MEMORY_LIMIT - PAGE_SIZE)
		return false;
	*uart = (struct kexec_uart){
		.data = base + (UART_TX << port->regshift),
		.status = base + (UART_LSR << port->regshift),
		.width = width,
	};
	return true;
}

static bool kexec_use_console(const struct console *con, struct kexec_uart *uart)
{
	const struct uart_driver *driver = con->data;
	const struct uart_port *port;

	/* Only of a driver of the serial core the data is a uart_driver. */
	if (strcmp(con->name, "ttyS") || con->device != uart_console_device ||
	    con->index < 0 || con->index >= driver->nr)
		return false;
	port = driver->state[con->index].uart_port;
	return port && kexec_use_port(port, uart);
}

/* Of some confidential guests, each access to a device is an exception for the guest to handle. */
static bool kexec_devices_are_plain(void)
{
	return !cc_platform_has(CC_ATTR_GUEST_STATE_ENCRYPT) &&
	       !cpu_feature_enabled(X86_FEATURE_TDX_GUEST);
}

/**
 * kexec_find_uart() - find the serial port that errors are reported on
 * @uart:	set to it, unless it has one; left alone when there is none
 *
 * The consoles count as they are now, not as they may be at the jump.
 *
 * Context: Process context. May sleep.
 */
void kexec_find_uart(struct kexec_uart *uart)
{
	struct console *con;

	if (uart->data || !IS_BUILTIN(CONFIG_SERIAL_CORE) || !kexec_devices_are_plain())
		return;
	/* A port is not taken away from its console while the list is locked. */
	console_list_lock();
	for_each_console(con)
		if (kexec_use_console(con, uart))
			break;
	console_list_unlock();
}
