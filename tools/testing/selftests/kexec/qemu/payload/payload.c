// SPDX-License-Identifier: GPL-2.0
/*
 * The payload: takes a kernel's place after kexec, looks at every byte of the
 * segments that were loaded beside it, and says on the second serial port
 * (the verdict port) what it found. It runs on the page tables, with the
 * interrupts off, that the former kernel left.
 */
#include <stddef.h>
#include "entry.h"

#define COM2		0x2f8

#define PCI_VENDOR_VIRTIO	0x1af4
#define PCI_COMMAND_MASTER	4

static void port_write(u8 value, u16 port)
{
	asm volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static u8 port_read(u16 port)
{
	u8 value;

	asm volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

static void uart_init(void)
{
	port_write(0x00, COM2 + 1);	/* no interrupts */
	port_write(0x80, COM2 + 3);	/* 115200 baud, 8N1, FIFO */
	port_write(0x01, COM2 + 0);
	port_write(0x00, COM2 + 1);
	port_write(0x03, COM2 + 3);
	port_write(0x07, COM2 + 2);
}

static void put_char(char c)
{
	while (!(port_read(COM2 + 5) & 0x20))
		;
	port_write(c, COM2);
}

static void put(const char *s)
{
	while (*s)
		put_char(*s++);
}

static void put_dec(u64 value)
{
	char buf[21];
	char *p = buf + sizeof(buf) - 1;

	*p = 0;
	do {
		*--p = '0' + value % 10;
		value /= 10;
	} while (value);
	put(p);
}

static void put_hex(u64 value)
{
	put("0x");
	for (int shift = 60; shift >= 0; shift -= 4)
		put_char("0123456789abcdef"[(value >> shift) & 15]);
}

static void vm_exit(u32 value)
{
	while (!(port_read(COM2 + 5) & 0x40))
		;
	asm volatile("outl %0, %1" : : "a"(value), "Nd"((u16)PAYLOAD_EXIT_PORT));
	for (;;)
		asm volatile("hlt");
}

static void begin_line(void)
{
	put(payload_params.nonce);
	put_char(' ');
}

static void fail(const char *what, u64 number, const char *what2, u64 value)
{
	begin_line();
	put("FAIL ");
	put(what);
	put_dec(number);
	put(what2);
	put_hex(value);
	put("\n");
	vm_exit(PAYLOAD_EXIT_FAIL);
}

static void check(u64 number, int good, u64 value)
{
	if (!good)
		fail("state ", number, " at entry is not as stated: ", value);
}

static void check_entry_state(void)
{
	check_registers();
	check_control(payload_params.la57);
	check_tables();
	check(31, *(const u64 *)entry_rsp == 0, *(const u64 *)entry_rsp);
	check_stack();
}

static u32 pci_read(u32 function, u32 offset)
{
	u32 value;

	asm volatile("outl %0, %1" : : "a"(1U << 31 | function << 8 | offset), "Nd"((u16)0xcf8));
	asm volatile("inl %1, %0" : "=a"(value) : "Nd"((u16)0xcfc));
	return value;
}

/*
 * A device that was not stopped writes to memory that is somebody else's now. Those of virtio
 * had a driver; others may be as the firmware has left them.
 */
static void check_bus_masters(void)
{
	for (u32 function = 0; function < 32 * 8; function++) {
		u32 vendor = pci_read(function, 0) & 0xffff, command = pci_read(function, 4);

		if (vendor == PCI_VENDOR_VIRTIO && command & PCI_COMMAND_MASTER)
			fail("PCI function ", function, " is still a bus master: ", command);
	}
}

static void check_byte(u64 seg, u64 offset, u8 want)
{
	const struct payload_segment *s = &payload_params.segment[seg];

	if (((const u8 *)s->addr)[offset] != want)
		fail("segment ", seg, " differs at offset ", offset);
}

static void check_segment(u64 seg)
{
	const struct payload_segment *s = &payload_params.segment[seg];
	const u64 *word = (const u64 *)s->addr;
	u64 full = s->bufsz / 8, words = s->memsz / 8;
	u64 want = s->seed;
	u64 i;

	for (i = 0; i < full; i++, want += PAYLOAD_STEP)
		if (word[i] != want)
			fail("segment ", seg, " differs at offset ", i * 8);
	if (s->bufsz % 8) {
		for (u64 b = 0; b < 8; b++)
			check_byte(seg, i * 8 + b, b < s->bufsz % 8 ? want >> (b * 8) : 0);
		i++;
	}
	for (; i < words; i++)
		if (word[i])
			fail("segment ", seg, " is not zero at offset ", i * 8);
}

void payload_main(void)
{
	u64 bytes = 0;

	uart_init();
	check_entry_state();
	check_bus_masters();
	for (u64 i = 0; i < payload_params.nr_segments; i++) {
		check_segment(i);
		bytes += payload_params.segment[i].memsz;
	}
	begin_line();
	put("payload ok segs=");
	put_dec(payload_params.nr_segments);
	put(" bytes=");
	put_dec(bytes);
	put("\n");
	vm_exit(PAYLOAD_EXIT_OK);
}
