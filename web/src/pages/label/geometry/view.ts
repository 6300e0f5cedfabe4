// Position of a picture on the stage: a point of the stage is a point of the picture times `scale`, plus the offset.
export interface Point {
  x: number;
  y: number;
}

export interface Size {
  width: number;
  height: number;
}

export interface View {
  scale: number;
  x: number;
  y: number;
}

/** Margin around a picture that fits, so that boxes at its edge can be started outside it. */
const margin_px = 14;
/** Maximum scale of a fitted picture: pictures of 32 pixels are common, and larger pixels show nothing more. */
const maxFitScale = 24;
const closest = 64;
/** Minimum part of a moved picture that stays visible. */
const inSight_px = 48;

export function fit(picture: Size, stage: Size): View {
  const wide = Math.max(1, stage.width - 2 * margin_px) / picture.width;
  const high = Math.max(1, stage.height - 2 * margin_px) / picture.height;
  const scale = Math.min(wide, high, maxFitScale);
  return {
    scale,
    x: (stage.width - picture.width * scale) / 2,
    y: (stage.height - picture.height * scale) / 2,
  };
}

export function toPicture(view: View, point: Point): Point {
  return { x: (point.x - view.x) / view.scale, y: (point.y - view.y) / view.scale };
}

export function toStage(view: View, point: Point): Point {
  return { x: point.x * view.scale + view.x, y: point.y * view.scale + view.y };
}

/** Limits a view so that its picture cannot leave the stage. */
export function keepInSight(view: View, picture: Size, stage: Size): View {
  const keep = (offset: number, length: number, room: number): number => {
    const visible = Math.min(inSight_px, length, room);
    return Math.min(room - visible, Math.max(visible - length, offset));
  };
  return {
    scale: view.scale,
    x: keep(view.x, picture.width * view.scale, stage.width),
    y: keep(view.y, picture.height * view.scale, stage.height),
  };
}

/** Zooms around the point `at`. */
export function zoomAt(view: View, at: Point, factor: number, picture: Size, stage: Size): View {
  const farthest = fit(picture, stage).scale / 2;
  const scale = Math.min(Math.max(closest, farthest), Math.max(farthest, view.scale * factor));
  const under = toPicture(view, at);
  return keepInSight({ scale, x: at.x - under.x * scale, y: at.y - under.y * scale }, picture, stage);
}

export function panBy(view: View, dx: number, dy: number, picture: Size, stage: Size): View {
  return keepInSight({ scale: view.scale, x: view.x + dx, y: view.y + dy }, picture, stage);
}

/** Two fingers moved from one pair of points to another: the picture follows them. */
export function pinch(view: View, from: [Point, Point], to: [Point, Point], picture: Size, stage: Size): View {
  const middle = ([a, b]: [Point, Point]): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
  const apart = ([a, b]: [Point, Point]): number => Math.max(1, Math.hypot(a.x - b.x, a.y - b.y));
  const start = middle(from);
  const end = middle(to);
  const zoomed = zoomAt(view, start, apart(to) / apart(from), picture, stage);
  return panBy(zoomed, end.x - start.x, end.y - start.y, picture, stage);
}
