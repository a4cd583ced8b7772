// SPDX-License-Identifier: GPL-2.0
/*
 * load_payload [-e] [-a] [-s] [-f] [-g] [-c] [-z] [-m MIN] [-p PAYLOAD] [-b COMMAND] [-d FILE]
 *	-n NONCE SEGMENT...
 *
 * Loads the payload by kexec_load(2), with segments of patterned data for it
 * to check, at physical addresses of our choice.
 *
 *	SEGMENT = BUFSZ[+TAIL][@WHERE]; sizes take K, M, G, or % (of the RAM);
 *	TAIL is what memsz has above bufsz, before rounding up to a page
 *	WHERE = 0xADDRESS, "kernel" (over the running kernel) or "own" (over the
 *	frames of the buffer that the segments' data is read from); default: the
 *	lowest free RAM from MIN up
 *
 *	-a  adjacent: no gap between the segments that have no WHERE
 *	-s  give the segments to the kernel in a shuffled order
 *	-f  fill the RAM outside the destinations, so that most of what is free
 *	    lies inside them
 *	-g  leave garbage in the free RAM, so that a destination that nobody writes is not zero
 *	-c  corrupt one byte of the data, for the payload to find
 *	-z  give the payload a bufsz that is 8 too low, so that it finds the tail not zero
 *	-m  lowest address for the payload and segments without WHERE (16M)
 *	-p  the payload's file (/boot/payload.bin)
 *	-d  the data comes from this file, which is written first and then mapped
 *	-b  a command to run right before the load
 *	-n  the token that the payload shall show
 *	-e  jump into it
 */
#include <sys/stat.h>
#include "physmem.h"

#define MAX_SEGMENTS	(PAYLOAD_MAX_SEGMENTS + 1)
#define ANYWHERE	(~0ULL)
#define OWN		(~0ULL - 1)
/* Segment i reads its data this much further on in the pool: unaligned, and never alike. */
#define PHASE		(7 * PAGE + 24)
/* What -f leaves free outside the destinations: room for what is no use in there. */
#define FILL_RESERVE	(128UL << 20)
#define GARBAGE		0xa5

struct request {
	u64 bufsz;
	u64 memsz;
	u64 mem;
};

struct options {
	bool adjacent, shuffle, fill, garbage, corrupt, shorten, execute;
	u64 min;
	const char *nonce;
	const char *payload;
	const char *before;
	const char *data;
};

static u64 parse_size(const char **s)
{
	char *end;
	u64 value = strtoull(*s, &end, 10);

	if (end == *s)
		die("'%s' is not a size", *s);
	switch (*end) {
	case 'K':
		value <<= 10;
		break;
	case 'M':
		value <<= 20;
		break;
	case 'G':
		value <<= 30;
		break;
	case '%':
		value = read_meminfo("MemTotal") / 100 * value;
		break;
	default:
		end--;
	}
	*s = end + 1;
	return value;
}

static struct request parse_request(const char *s, const struct physmem *pm)
{
	struct request r = { .mem = ANYWHERE };

	r.bufsz = parse_size(&s);
	r.memsz = r.bufsz;
	if (*s == '+') {
		s++;
		r.memsz += parse_size(&s);
	}
	r.memsz = page_up(r.memsz);
	if (!*s)
		return r;
	if (!strcmp(s, "@kernel"))
		r.mem = pm->kernel.start & ~(PAGE - 1);
	else if (!strcmp(s, "@own"))
		r.mem = OWN;
	else if (!strncmp(s, "@0x", 3))
		r.mem = strtoull(s + 1, NULL, 16);
	else
		die("'%s' is no place for a segment", s);
	return r;
}

static int compare_u64(const void *a, const void *b)
{
	u64 x = *(const u64 *)a, y = *(const u64 *)b;

	return x < y ? -1 : x > y;
}

static bool is_free(const struct physmem *pm, u64 start, u64 size)
{
	for (unsigned int i = 0; i < pm->nr_free; i++)
		if (pm->free[i].start <= start && start + size <= pm->free[i].end)
			return true;
	return false;
}

/* The window of @size bytes that holds most of the pool's own frames. */
static u64 place_over_pool(const struct physmem *pm, const void *pool, size_t pool_size,
			   u64 size)
{
	size_t nr = pool_size / PAGE, most = 0, last = 0;
	u64 *addr = calloc(nr, sizeof(*addr));
	u64 best = 0;

	if (!addr)
		die("out of memory");
	physmem_pages(pool, nr, addr);
	qsort(addr, nr, sizeof(*addr), compare_u64);
	for (size_t first = 0; first < nr; first++) {
		while (last < nr && addr[last] < addr[first] + size)
			last++;
		if (last - first > most && is_free(pm, addr[first], size)) {
			most = last - first;
			best = addr[first];
		}
	}
	free(addr);
	printf("# own: %zu of the destination's %llu pages belong to the user's buffer\n",
	       most, size / PAGE);
	if (most < size / PAGE / 2)
		die("the buffer's frames are too scattered for a destination over them");
	return best;
}

/* Fixed places first, then first fit for the payload (request 0) and the rest. */
static void place(struct request *req, int nr, struct physmem *pm, const struct options *opt,
		  const void *pool, size_t pool_size)
{
	u64 gap = opt->adjacent ? 0 : PAGE;

	for (int i = 0; i < nr; i++) {
		if (req[i].mem == OWN)
			req[i].mem = place_over_pool(pm, pool, pool_size, req[i].memsz);
		if (req[i].mem != ANYWHERE)
			physmem_take(pm, (struct range){ req[i].mem, req[i].mem + req[i].memsz });
	}
	for (int i = 0; i < nr; i++) {
		if (req[i].mem != ANYWHERE)
			continue;
		req[i].mem = physmem_find(pm, req[i].memsz, opt->min);
		physmem_take(pm, (struct range){ req[i].mem, req[i].mem + req[i].memsz + gap });
	}
}

static void fill_words(u64 *word, size_t nr, u64 seed)
{
	for (size_t i = 0; i < nr; i++)
		word[i] = seed + i * PAYLOAD_STEP;
}

static void *fill_pool(size_t size, u64 seed)
{
	u64 *pool = map_anonymous(size);

	fill_words(pool, size / 8, seed);
	return pool;
}

/* The same, in memory that the kernel can have back. */
static void *fill_file(const char *path, size_t size, u64 seed)
{
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	static u64 buf[1 << 17];
	void *pool;

	for (size_t at = 0, nr; at < size / 8; at += nr) {
		nr = size / 8 - at < ARRAY_SIZE(buf) ? size / 8 - at : ARRAY_SIZE(buf);
		fill_words(buf, nr, seed + at * PAYLOAD_STEP);
		if (write(fd, buf, nr * 8) != (ssize_t)(nr * 8))
			die("%s cannot be written: %s", path, strerror(errno));
	}
	pool = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	if (fsync(fd) || pool == MAP_FAILED)
		die("%s cannot be mapped: %s", path, strerror(errno));
	close(fd);
	return pool;
}

static bool in_destination(const struct request *req, int nr, u64 addr)
{
	for (int i = 0; i < nr; i++)
		if (addr >= req[i].mem && addr - req[i].mem < req[i].memsz)
			return true;
	return false;
}

static size_t mib(size_t pages)
{
	return pages * PAGE >> 20;
}

/* Takes all the memory that can be had, then gives back what lies in a destination. */
static void fill_outside(const struct request *req, int nr)
{
	size_t pages = (read_meminfo("MemAvailable") - FILL_RESERVE) / PAGE, inside = 0;
	char *hog = map_anonymous(pages * PAGE);
	u64 *addr = map_anonymous(pages * 8);
	u64 mem_free;

	for (size_t i = 0; i < pages; i++)
		hog[i * PAGE] = 1;
	physmem_pages(hog, pages, addr);
	for (size_t i = 0; i < pages; i++) {
		if (!in_destination(req, nr, addr[i]))
			continue;
		if (madvise(hog + i * PAGE, PAGE, MADV_DONTNEED))
			die("madvise failed: %s", strerror(errno));
		inside++;
	}
	munmap(addr, pages * 8);
	mem_free = read_meminfo("MemFree");
	printf("# fill: %zu MiB held outside the destinations\n", mib(pages - inside));
	printf("# fill: %llu MiB free, at least %zu MiB of it inside\n",
	       mem_free >> 20, mib(inside));
	if (inside * PAGE < mem_free / 2)
		die("most of the free memory does not lie in the destinations");
}

/* How many pages of the destinations have garbage */
static size_t garbage_pages(const struct request *req, int nr)
{
	int fd = open("/dev/mem", O_RDONLY);
	size_t found = 0;
	u8 first;

	for (int i = 1; i < nr; i++)
		for (u64 at = 0; at < req[i].memsz; at += PAGE)
			found += pread(fd, &first, 1, req[i].mem + at) == 1 && first == GARBAGE;
	close(fd);
	return found;
}

static void leave_garbage(const struct request *req, int nr)
{
	size_t size = read_meminfo("MemAvailable") - FILL_RESERVE, pages = 0, found;
	char *hog = map_anonymous(size);

	memset(hog, GARBAGE, size);
	munmap(hog, size);
	for (int i = 1; i < nr; i++)
		pages += req[i].memsz / PAGE;
	found = garbage_pages(req, nr);
	printf("# garbage is in %zu of %zu pages of the destinations\n", found, pages);
	if (found < pages / 2)
		die("most of the destinations have no garbage");
}

static struct payload_params *map_payload(const char *path, struct request *req)
{
	struct payload_params *params;
	struct stat st;
	int fd = open(path, O_RDONLY);
	char *image;

	if (fd < 0 || fstat(fd, &st))
		die("%s cannot be opened: %s", path, strerror(errno));
	image = map_anonymous(page_up(st.st_size));
	if (read(fd, image, st.st_size) != st.st_size)
		die("%s cannot be read: %s", path, strerror(errno));
	close(fd);
	params = (void *)(image + PAYLOAD_PARAMS_OFFSET);
	if (params->magic != PAYLOAD_MAGIC)
		die("%s is not the payload", path);
	*req = (struct request){ st.st_size, page_up(params->image_size), ANYWHERE };
	return params;
}

static void fill_params(struct payload_params *params, const struct request *req, int nr,
			const struct options *opt, u64 seed)
{
	if (strlen(opt->nonce) >= sizeof(params->nonce))
		die("the nonce is too long");
	memcpy(params->nonce, opt->nonce, strlen(opt->nonce) + 1);
	params->nr_segments = nr - 1;
	params->la57 = cpu_has("la57");
	for (int i = 1; i < nr; i++)
		params->segment[i - 1] = (struct payload_segment){
			.addr = req[i].mem,
			.bufsz = req[i].bufsz - (opt->shorten ? 8 : 0),
			.memsz = req[i].memsz,
			.seed = seed + i * PHASE / 8 * PAYLOAD_STEP,
		};
}

static void shuffle(struct segment *seg, int nr)
{
	srandom(time(NULL));
	for (int i = nr - 1; i > 0; i--) {
		int j = random() % (i + 1);
		struct segment tmp = seg[i];

		seg[i] = seg[j];
		seg[j] = tmp;
	}
}

static void load(const struct request *req, int nr, const struct options *opt,
		 struct payload_params *params, const char *pool)
{
	struct segment seg[MAX_SEGMENTS];
	double start;

	for (int i = 0; i < nr; i++)
		seg[i] = (struct segment){ pool + i * PHASE, req[i].bufsz,
					   req[i].mem, req[i].memsz };
	seg[0].buf = (char *)params - PAYLOAD_PARAMS_OFFSET;
	if (opt->shuffle)
		shuffle(seg, nr);
	for (int i = 0; i < nr; i++)
		printf("# segment %d: bufsz %#zx mem %#llx memsz %#zx\n",
		       i, seg[i].bufsz, seg[i].mem, seg[i].memsz);
	if (opt->before && system(opt->before))
		die("'%s' failed", opt->before);
	start = now();
	if (sys_kexec_load(req[0].mem, nr, seg))
		die("kexec_load failed: %s", strerror(errno));
	printf("# loaded in %.3f s\n", now() - start);
}

static void parse_options(int argc, char **argv, struct options *opt)
{
	int c;

	while ((c = getopt(argc, argv, "asfgczeb:d:m:n:p:")) != -1) {
		const char *arg = optarg;

		if (c == 'a')
			opt->adjacent = true;
		else if (c == 's')
			opt->shuffle = true;
		else if (c == 'f')
			opt->fill = true;
		else if (c == 'g')
			opt->garbage = true;
		else if (c == 'c')
			opt->corrupt = true;
		else if (c == 'z')
			opt->shorten = true;
		else if (c == 'e')
			opt->execute = true;
		else if (c == 'b')
			opt->before = arg;
		else if (c == 'd')
			opt->data = arg;
		else if (c == 'm')
			opt->min = parse_size(&arg);
		else if (c == 'n')
			opt->nonce = arg;
		else if (c == 'p')
			opt->payload = arg;
		else
			exit(1);
	}
	if (!opt->nonce || optind >= argc || argc - optind > PAYLOAD_MAX_SEGMENTS)
		die("usage: %s [OPTION...] -n NONCE SEGMENT... (at most %d)", argv[0],
		    PAYLOAD_MAX_SEGMENTS);
}

int main(int argc, char **argv)
{
	struct options opt = { .min = 16 << 20, .payload = "/boot/payload.bin" };
	struct request req[MAX_SEGMENTS];
	struct payload_params *params;
	u64 seed, largest = 0;
	struct physmem pm;
	size_t pool_size;
	char *pool;
	int nr;

	parse_options(argc, argv, &opt);
	physmem_read(&pm);
	nr = argc - optind + 1;
	params = map_payload(opt.payload, &req[0]);
	for (int i = 1; i < nr; i++) {
		req[i] = parse_request(argv[optind + i - 1], &pm);
		if (req[i].bufsz > largest)
			largest = req[i].bufsz;
	}
	seed = (u64)time(NULL) << 32 | getpid();
	pool_size = page_up(largest + MAX_SEGMENTS * PHASE);
	pool = opt.data ? fill_file(opt.data, pool_size, seed) : fill_pool(pool_size, seed);
	if (opt.corrupt)
		pool[PHASE + 100] ^= 1;
	place(req, nr, &pm, &opt, pool, pool_size);
	fill_params(params, req, nr, &opt, seed);
	if (opt.fill)
		fill_outside(req, nr);
	if (opt.garbage)
		leave_garbage(req, nr);
	load(req, nr, &opt, params, pool);
	if (!opt.execute)
		return 0;
	fflush(stdout);
	sys_reboot_kexec();
	die("reboot(LINUX_REBOOT_CMD_KEXEC) failed: %s", strerror(errno));
}
