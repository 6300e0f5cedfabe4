# A stand-in for OpenMV's module csi. The camera sees the first test picture, twice, and then the script is stopped.
RGB565, QVGA = 1, 2


class Picture:
    def __call__(self, buffer, shape, dtype):
        with open("test/1.input.bin", "rb") as file:
            file.readinto(buffer)

    def width(self):
        return 320

    def height(self):
        return 240

    def draw_string(self, *arguments, **options):
        pass

    def draw_rectangle(self, *arguments, **options):
        pass

    def save(self, path, quality=50):
        open(path, "wb").write(b"a picture")


class CSI:
    def reset(self):
        self.left = 2

    def pixformat(self, value):
        assert value == RGB565

    def framesize(self, value):
        assert value == QVGA

    def snapshot(self, time=0):
        if time == 0:
            self.left -= 1
        if self.left < 0:
            raise KeyboardInterrupt
        return Picture()
