// Pictures of a board's camera, and what its model found on them.
import type { DeviceFrame } from "../types";
import { bytesOf } from "./base64";

/** A box in pixels of a picture. */
interface Place {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Returns the JPEG file of a frame; undefined when the board sent none with this result. */
export function jpegOf(frame: DeviceFrame): Blob | undefined {
  if (!frame.picture) return undefined;
  return new Blob([bytesOf(frame.picture)], { type: "image/jpeg" });
}

/** Returns the size of a picture after it was turned clockwise. */
export function turnedSize(
  size: { width: number; height: number },
  degrees: number,
): { width: number; height: number } {
  return degrees % 180 === 0 ? size : { width: size.height, height: size.width };
}

/** Returns where a box is after the picture of that `size` was turned clockwise. */
export function turnedBox<T extends Place>(box: T, size: { width: number; height: number }, degrees: number): T {
  const right = size.width - box.x - box.width;
  const below = size.height - box.y - box.height;
  switch (degrees) {
    case 90:
      return { ...box, x: below, y: box.x, width: box.height, height: box.width };
    case 180:
      return { ...box, x: right, y: below };
    case 270:
      return { ...box, x: box.y, y: right, width: box.height, height: box.width };
    default:
      return box;
  }
}

/** Draws a picture on the canvas, turned clockwise. Returns false when the browser cannot read it. */
export async function drawTurned(canvas: HTMLCanvasElement, jpeg: Blob, degrees: number): Promise<boolean> {
  const bitmap = await createImageBitmap(jpeg).catch(() => undefined);
  const pen = canvas.getContext("2d");
  if (!bitmap || !pen) return false;
  const size = turnedSize(bitmap, degrees);
  canvas.width = size.width;
  canvas.height = size.height;
  pen.translate(size.width / 2, size.height / 2);
  pen.rotate((degrees * Math.PI) / 180);
  pen.drawImage(bitmap, -bitmap.width / 2, -bitmap.height / 2);
  bitmap.close();
  return true;
}
