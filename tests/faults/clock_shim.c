/* The wall clock, moved by so many seconds as the file CLOCK_SHIM names says (a double, mapped).
   The monotonic clock is left as it is: that is what a clock that is set looks like. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static double moved(void) {
    static volatile double *shared;
    if (!shared) {
        const char *path = getenv("CLOCK_SHIM");
        int handle = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
        if (handle < 0)
            return 0.0;
        void *at = mmap(0, sizeof(double), PROT_READ, MAP_SHARED, handle, 0);
        close(handle);
        if (at == MAP_FAILED)
            return 0.0;
        shared = at;
    }
    return *shared;
}

int clock_gettime(clockid_t id, struct timespec *told) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real)
        real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int result = real(id, told);
    if (!result && id == CLOCK_REALTIME)
        told->tv_sec += (time_t)moved();
    return result;
}

int gettimeofday(struct timeval *told, void *zone) {
    struct timespec now;
    (void)zone;
    if (clock_gettime(CLOCK_REALTIME, &now))
        return -1;
    told->tv_sec = now.tv_sec;
    told->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *told) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (told)
        *told = now.tv_sec;
    return now.tv_sec;
}
