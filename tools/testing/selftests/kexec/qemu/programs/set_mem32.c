// SPDX-License-Identifier: GPL-2.0
/*
 * set_mem32 TTY: have the driver use 32-bit accesses to registers that are 4 bytes apart.
 */
#include <linux/serial.h>
#include <sys/ioctl.h>
#include "common.h"

int main(int argc, char **argv)
{
	struct serial_struct serial;
	int fd;

	if (argc != 2)
		die("usage: %s TTY", argv[0]);
	fd = open(argv[1], O_RDWR | O_NOCTTY | O_NONBLOCK);
	if (fd < 0 || ioctl(fd, TIOCGSERIAL, &serial))
		die("%s: %s", argv[1], strerror(errno));
	serial.io_type = SERIAL_IO_MEM32;
	serial.iomem_reg_shift = 2;
	if (ioctl(fd, TIOCSSERIAL, &serial))
		die("%s is not changed: %s", argv[1], strerror(errno));
	return 0;
}
