// SPDX-License-Identifier: GPL-2.0
/*
 * silent_fuse DIRECTORY
 *
 * Mounts a file system there whose server answers everything but reads, and goes on in the
 * background. The file "file" has 64 MiB: its readers wait for ever, with the pages locked.
 */
#include <linux/fuse.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include "common.h"

#define FILE_SIZE	(64UL << 20)
#define FILE_NODE	2

static void send(int fd, const struct fuse_in_header *in, int error, const void *data,
		 size_t size)
{
	char buf[512];
	struct fuse_out_header *out = (void *)buf;

	*out = (struct fuse_out_header){ sizeof(*out) + size, error, in->unique };
	memcpy(out + 1, data, size);
	if (write(fd, buf, out->len) != (ssize_t)out->len)
		die("the kernel takes no answer: %s", strerror(errno));
}

static struct fuse_attr attributes(u64 node)
{
	struct fuse_attr attr = { .ino = node, .nlink = 1, .blksize = PAGE };

	attr.mode = node == FILE_NODE ? S_IFREG | 0444 : S_IFDIR | 0555;
	attr.size = node == FILE_NODE ? FILE_SIZE : 0;
	return attr;
}

static void serve(int fd, const struct fuse_in_header *in)
{
	struct fuse_init_out init = { .major = FUSE_KERNEL_VERSION, .minor = 31,
				      .max_readahead = FILE_SIZE, .max_write = PAGE,
				      .max_background = 1000, .congestion_threshold = 1000 };
	struct fuse_entry_out entry = { .nodeid = FILE_NODE, .entry_valid = 3600,
					.attr_valid = 3600, .attr = attributes(FILE_NODE) };
	struct fuse_attr_out attr = { .attr_valid = 3600, .attr = attributes(in->nodeid) };
	struct fuse_open_out open = { .fh = 1 };

	if (in->opcode == FUSE_INIT)
		send(fd, in, 0, &init, sizeof(init));
	else if (in->opcode == FUSE_LOOKUP)
		send(fd, in, 0, &entry, sizeof(entry));
	else if (in->opcode == FUSE_GETATTR)
		send(fd, in, 0, &attr, sizeof(attr));
	else if (in->opcode == FUSE_OPEN)
		send(fd, in, 0, &open, sizeof(open));
	else if (in->opcode != FUSE_READ && in->opcode != FUSE_FORGET &&
		 in->opcode != FUSE_INTERRUPT)
		send(fd, in, -EOPNOTSUPP, NULL, 0);
}

int main(int argc, char **argv)
{
	static char request[FUSE_MIN_READ_BUFFER + PAGE];
	int fd = open("/dev/fuse", O_RDWR);
	char options[80];

	if (argc != 2 || fd < 0)
		die("usage: %s DIRECTORY, on a kernel with FUSE", argv[0]);
	snprintf(options, sizeof(options), "fd=%d,rootmode=40000,user_id=0,group_id=0", fd);
	if (mount("silent", argv[1], "fuse", 0, options))
		die("the mount failed: %s", strerror(errno));
	if (fork())
		return 0;
	while (read(fd, request, sizeof(request)) > 0)
		serve(fd, (void *)request);
	die("the requests ended: %s", strerror(errno));
}
