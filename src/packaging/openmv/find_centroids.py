def touch(a, b):
    return (
        a[0] == b[0]
        and a[2] <= b[2] + b[4]
        and b[2] <= a[2] + a[4]
        and a[3] <= b[3] + b[5]
        and b[3] <= a[3] + a[5]
    )


def joined(a, b):
    left, top = min(a[2], b[2]), min(a[3], b[3])
    right, bottom = max(a[2] + a[4], b[2] + b[4]), max(a[3] + a[5], b[3] + b[5])
    return (a[0], max(a[1], b[1]), left, top, right - left, bottom - top)


def find(output, width, height):
    """Returns (class number, score, left, top, width, height) in pixels of the input, from top to bottom.

    Each cell has the probability of the background, then one per class. Cells of a class that touch are one object.
    """
    _, rows, columns, channels = output.shape
    objects = []
    for channel in range(1, channels):
        flat = output[0, :, :, channel].flatten()
        for i in np.nonzero(flat >= THRESHOLD)[0]:
            i = int(i)
            cell = (channel - 1, float(flat[i]), i % columns, i // columns, 1, 1)
            at = 0
            while at < len(objects):
                if touch(cell, objects[at]):
                    cell = joined(cell, objects.pop(at))
                    at = 0  # the larger rectangle may touch others
                else:
                    at += 1
            objects.append(cell)
    objects.sort(key=lambda one: (one[3], one[2], one[0]))
    across, down = width / columns, height / rows
    return [(c, s, x * across, y * down, w * across, h * down) for c, s, x, y, w, h in objects]

