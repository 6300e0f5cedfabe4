/* The beginning of a program on a Cortex-M7 with semihosting (QEMU's board mps2-an500): a stack, and newlib's own start. */
extern void _start(void);
extern char stack_top[];

__attribute__((section(".vectors"), used)) static void (*const vectors[])(void) = {(void (*)(void))stack_top,
                                                                                   _start};
