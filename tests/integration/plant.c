#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* 0 or the error of the first call that failed, as any library would do it */
int plant_connect(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(9)};
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    int door = socket(AF_INET, SOCK_STREAM, 0);
    if (door < 0) return errno;
    int failed = connect(door, (struct sockaddr *)&address, sizeof address) ? errno : 0;
    close(door);
    return failed;
}

int plant_socket(long family, long kind) {
    long door = syscall(SYS_socket, family, kind, 0);
    if (door < 0) return errno;
    close(door);
    return 0;
}

int plant_io_uring(void) {
    char params[120] = {0};
    long ring = syscall(425, 1, params);
    if (ring < 0) return errno;
    close(ring);
    return 0;
}

int plant_lookup(const char *name) {
    struct addrinfo *found;
    return getaddrinfo(name, "80", NULL, &found);
}

#ifdef __x86_64__
/* socket(AF_INET, SOCK_STREAM, 0) as a 32-bit program asks for it */
int plant_32_bit(void) {
    long answer;
    __asm__ volatile("int $0x80" : "=a"(answer) : "a"(359L), "b"(2L), "c"(1L), "d"(0L) : "memory", "r8", "r9", "r10", "r11");
    if (answer < 0) return (int)-answer;
    close((int)answer);
    return 0;
}
#endif

int main(void) { return plant_connect(); }
