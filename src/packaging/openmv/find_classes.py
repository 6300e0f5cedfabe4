def find(output, width, height):
    """Returns (class number, probability), the most probable first."""
    found = [(i, float(p)) for i, p in enumerate(output.flatten().tolist())]
    found.sort(key=lambda one: -one[1])
    return found


def show(found, labels, picture, across, down):
    print(", ".join("%s %.2f" % (labels[i], p) for i, p in found[:3]))
    picture.draw_string(4, 4, "%s %.2f" % (labels[found[0][0]], found[0][1]), scale=2)

