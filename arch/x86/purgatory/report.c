// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the purgatory does about a damaged image: it says so on the serial console
 * that the former kernel had, and stops or resets the machine.
 */
#include <linux/kernel.h>
#include <linux/serial_reg.h>

#include <asm/msr.h>
#include <asm/shared/io.h>

#include "purgatory.h"

/* Ten times what a character takes at 4800 baud */
#define UART_PATIENCE_MS	20

#define PORT_RESET		0xcf9
#define PORT_RESET_COLD		0x02
#define PORT_RESET_GO		0x04

#define PORT_KEYBOARD		0x64
#define PORT_KEYBOARD_FULL	0x02
#define PORT_KEYBOARD_RESET	0xfe

static void delay_ms(u64 ms)
{
	u64 start = rdtsc();

	while (rdtsc() - start < ms * purgatory_handover.tsc_khz)
		asm volatile("pause");
}

static u8 uart_status(const struct kexec_uart *uart)
{
	switch (uart->width) {
	case 1:
		return READ_ONCE(*(u8 *)uart->status);
	case 4:
		return READ_ONCE(*(u32 *)uart->status);
	}
	return inb(uart->status);
}

static void uart_write(const struct kexec_uart *uart, u8 c)
{
	switch (uart->width) {
	case 1:
		WRITE_ONCE(*(u8 *)uart->data, c);
		return;
	case 4:
		WRITE_ONCE(*(u32 *)uart->data, c);
		return;
	}
	outb(c, uart->data);
}

/* A UART that takes no character in time is not used again. */
static void say_char(char c)
{
	struct kexec_uart *uart = &purgatory_handover.uart;
	u64 start = rdtsc();

	if (!uart->data)
		return;
	while (!(uart_status(uart) & UART_LSR_THRE)) {
		if (rdtsc() - start > UART_PATIENCE_MS * purgatory_handover.tsc_khz) {
			uart->data = 0;
			return;
		}
		asm volatile("pause");
	}
	uart_write(uart, c);
}

static void say(const char *text)
{
	for (; *text; text++) {
		if (*text == '\n')
			say_char('\r');
		say_char(*text);
	}
}

/* @base: 2 to 16 */
static void say_number(u64 value, unsigned int base)
{
	char digits[65], *p = digits + sizeof(digits);

	*--p = '\0';
	do {
		*--p = "0123456789abcdef"[value % base];
		value /= base;
	} while (value);
	say(p);
}

static void say_damage(unsigned int segment, int timeout)
{
	const struct kexec_segment_digest *digest = &purgatory_segment_digests[segment];

	say("\nkexec purgatory: segment ");
	say_number(segment, 10);
	say(" [0x");
	say_number(digest->start, 16);
	say("-0x");
	say_number(digest->start + digest->len, 16);
	say(") is damaged, ");
	say(timeout ? "resetting" : "halting");
	if (timeout > 0) {
		say(" in ");
		say_number(timeout, 10);
		say(" s");
	}
	say("\n");
}

static void reset_by_chipset(void)
{
	u8 value = inb(PORT_RESET) & ~(PORT_RESET_COLD | PORT_RESET_GO);

	outb(value | PORT_RESET_COLD, PORT_RESET);
	delay_ms(1);
	outb(value | PORT_RESET_COLD | PORT_RESET_GO, PORT_RESET);
	delay_ms(100);
}

static void reset_by_keyboard(void)
{
	unsigned int tries = 100;

	while ((inb(PORT_KEYBOARD) & PORT_KEYBOARD_FULL) && --tries)
		delay_ms(1);
	outb(PORT_KEYBOARD_RESET, PORT_KEYBOARD);
	delay_ms(100);
}

static void __noreturn reset(void)
{
	static const struct {
		u16 limit;
		u64 base;
	} __packed no_idt;

	/*
	 * An exception without an IDT is a triple fault, which resets: so may be the use of a
	 * port in a confidential guest.
	 */
	asm volatile("lidt %0" : : "m" (no_idt));
	reset_by_chipset();
	reset_by_keyboard();
	asm volatile("ud2");
	__builtin_unreachable();
}

/**
 * purgatory_report() - say that a segment is damaged, and end
 * @segment:	its index
 *
 * Context: Between two kernels; nothing to go back to.
 */
void __noreturn purgatory_report(unsigned int segment)
{
	const int timeout = purgatory_handover.timeout;

	say_damage(segment, timeout);
	/* What is in the FIFO of the port would be lost by a reset. */
	delay_ms(UART_PATIENCE_MS);
	while (!timeout)
		asm volatile("hlt");
	if (timeout > 0)
		delay_ms(timeout * 1000ULL);
	reset();
}
