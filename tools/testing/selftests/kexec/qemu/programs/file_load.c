// SPDX-License-Identifier: GPL-2.0
/*
 * file_load [-dmp] [-c CMDLINE | -C FILE] KERNEL INITRD: kexec_file_load(2), once.
 * file_load -u: the same call with KEXEC_FILE_UNLOAD.
 *
 *	-c  the command line
 *	-C  a file that holds it, every byte as it is
 *	-d  KEXEC_FILE_DEBUG
 *	-m  the files are copied to anonymous ones (memfd), which are sealed
 *	-p  KEXEC_FILE_ON_CRASH
 *	INITRD may be "-" for none (KEXEC_FILE_NO_INITRAMFS)
 *
 * Prints the name of the errno, or "ok".
 */
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include "common.h"

/* The system call's own numbers; uapi headers may be older than the kernel. */
#define FILE_UNLOAD		1UL
#define FILE_ON_CRASH		2UL
#define FILE_NO_INITRAMFS	4UL
#define FILE_DEBUG		8UL

struct command {
	unsigned long flags;
	char *cmdline;
	size_t cmdline_len;	/* with the NUL at its end; 0 for none */
	bool sealed;
};

static int open_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		die("%s cannot be opened: %s", path, strerror(errno));
	return fd;
}

static int open_sealed(const char *path)
{
	int from = open_file(path), fd = memfd_create(path, MFD_CLOEXEC | MFD_ALLOW_SEALING);
	ssize_t ret;

	if (fd < 0)
		die("memfd_create: %s", strerror(errno));
	while ((ret = sendfile(fd, from, NULL, 1 << 30)) > 0)
		;
	if (ret || fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL))
		die("%s cannot be copied and sealed: %s", path, strerror(errno));
	close(from);
	return fd;
}

static int open_image(const struct command *cmd, const char *path)
{
	return cmd->sealed ? open_sealed(path) : open_file(path);
}

static void read_cmdline(struct command *cmd, const char *path)
{
	int fd = open_file(path);
	struct stat st;

	if (fstat(fd, &st))
		die("%s: %s", path, strerror(errno));
	cmd->cmdline_len = st.st_size + 1;
	cmd->cmdline = calloc(1, cmd->cmdline_len);
	if (!cmd->cmdline || read(fd, cmd->cmdline, st.st_size) != st.st_size)
		die("%s cannot be read: %s", path, strerror(errno));
	close(fd);
}

static void parse_options(struct command *cmd, int argc, char **argv)
{
	int c;

	while ((c = getopt(argc, argv, "udmpc:C:")) != -1) {
		if (c == 'u') {
			cmd->flags |= FILE_UNLOAD;
		} else if (c == 'd') {
			cmd->flags |= FILE_DEBUG;
		} else if (c == 'm') {
			cmd->sealed = true;
		} else if (c == 'p') {
			cmd->flags |= FILE_ON_CRASH;
		} else if (c == 'c') {
			cmd->cmdline = optarg;
			cmd->cmdline_len = strlen(optarg) + 1;
		} else if (c == 'C') {
			read_cmdline(cmd, optarg);
		} else {
			exit(1);
		}
	}
	if (argc - optind != (cmd->flags & FILE_UNLOAD ? 0 : 2))
		die("usage: %s [-dmp] [-c CMDLINE | -C FILE] KERNEL INITRD | -u", argv[0]);
}

int main(int argc, char **argv)
{
	struct command cmd = { 0 };
	int kernel = -1, initrd = -1;
	long ret;

	parse_options(&cmd, argc, argv);
	if (!(cmd.flags & FILE_UNLOAD)) {
		kernel = open_image(&cmd, argv[optind]);
		if (strcmp(argv[optind + 1], "-"))
			initrd = open_image(&cmd, argv[optind + 1]);
		else
			cmd.flags |= FILE_NO_INITRAMFS;
	}
	ret = syscall(SYS_kexec_file_load, kernel, initrd, cmd.cmdline_len,
		      cmd.cmdline, cmd.flags);
	puts(ret ? strerrorname_np(errno) : "ok");
	return 0;
}
