// SPDX-License-Identifier: GPL-2.0
/*
 * set_ima FILE VALUE: give FILE the extended attribute security.ima, whose value is
 * what the file VALUE holds; without VALUE, take it away.
 */
#include <sys/xattr.h>
#include "common.h"

int main(int argc, char **argv)
{
	char value[1024];
	ssize_t len;
	int fd;

	if (argc != 2 && argc != 3)
		die("usage: %s FILE [VALUE]", argv[0]);
	if (argc == 2) {
		if (removexattr(argv[1], "security.ima"))
			die("%s: %s", argv[1], strerror(errno));
		return 0;
	}
	fd = open(argv[2], O_RDONLY | O_CLOEXEC);
	len = fd < 0 ? -1 : read(fd, value, sizeof(value));
	if (len < 0)
		die("%s: %s", argv[2], strerror(errno));
	if (setxattr(argv[1], "security.ima", value, len, 0))
		die("%s: %s", argv[1], strerror(errno));
	return 0;
}
