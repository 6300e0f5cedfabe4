
def show(found, labels, picture, across, down):
    for class_number, score, left, top, width, height in found:
        x, y = int(left * across), int(top * down)
        picture.draw_rectangle(x, y, int(width * across), int(height * down), color=(255, 0, 0))
        picture.draw_string(x, max(0, y - 10), labels[class_number], color=(255, 0, 0))
        centre = ((left + width / 2) * across, (top + height / 2) * down)
        print("%s %.2f at %.0f, %.0f" % (labels[class_number], score, centre[0], centre[1]))
    if not found:
        print("no object")

