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

/*
 * The ports of a console, if it is a UART of the kind that such code knows: a 16550
 * or the like in I/O space. Those in memory may need mappings and clocks.
 */
static bool kexec_use_console(const struct console *con, u16 *data, u16 *status)
{
	const struct uart_driver *driver = con->data;
	const struct uart_port *port;

	/* Only of a driver of the serial core the data is a uart_driver. */
	if (strcmp(con->name, "ttyS") || con->device != uart_console_device ||
	    con->index < 0 || con->index >= driver->nr)
		return false;
	port = driver->state[con->index].uart_port;
	if (!port || port->iotype != UPIO_PORT || !port->iobase)
		return false;
	*data = port->iobase + (UART_TX << port->regshift);
	*status = port->iobase + (UART_LSR << port->regshift);
	return true;
}

/* Of some confidential guests, each access to a port is an exception for the guest to handle. */
static bool kexec_ports_are_plain(void)
{
	return !cc_platform_has(CC_ATTR_GUEST_STATE_ENCRYPT) &&
	       !cpu_feature_enabled(X86_FEATURE_TDX_GUEST);
}

/**
 * kexec_find_uart() - find the serial port that errors are reported on
 * @data:	I/O port for a character; left alone when there is none
 * @status:	I/O port of its line status; likewise
 *
 * The consoles count as they are now, not as they may be at the jump.
 *
 * Context: Process context. May sleep.
 */
void kexec_find_uart(u16 *data, u16 *status)
{
	struct console *con;

	if (!IS_BUILTIN(CONFIG_SERIAL_CORE) || !kexec_ports_are_plain())
		return;
	/* A port is not taken away from its console while the list is locked. */
	console_list_lock();
	for_each_console(con)
		if (kexec_use_console(con, data, status))
			break;
	console_list_unlock();
}
