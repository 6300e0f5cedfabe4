def overlap_of(a, b):
    width = min(a[2] + a[4], b[2] + b[4]) - max(a[2], b[2])
    height = min(a[3] + a[5], b[3] + b[5]) - max(a[3], b[3])
    both = width * height if width > 0 and height > 0 else 0
    area = a[4] * a[5] + b[4] * b[5] - both
    return both / area if area > 0 else 0


def find(output, width, height):
    """Returns (class number, score, left, top, width, height) in pixels of the input, the highest score first.

    A row of the output has centre x, centre y, width, height as fractions of the input, the score, and the classes.
    """
    _, count, columns = output.shape
    rows = output.reshape((count, columns))
    candidates = []
    for i in np.nonzero(rows[:, 4] > THRESHOLD)[0]:
        row = rows[int(i)].tolist()
        x, y, w, h = row[0] * width, row[1] * height, row[2] * width, row[3] * height
        left, top = max(0, min(width, x - w / 2)), max(0, min(height, y - h / 2))
        right, bottom = max(0, min(width, x + w / 2)), max(0, min(height, y + h / 2))
        classes = row[5:]
        candidates.append((classes.index(max(classes)), row[4], left, top, right - left, bottom - top))
    candidates.sort(key=lambda one: -one[1])
    kept = []
    for box in candidates:
        others = [other for other in kept if not IS_OVERLAP_PER_CLASS or other[0] == box[0]]
        if all(overlap_of(box, other) <= OVERLAP for other in others):
            kept.append(box)
    return kept

