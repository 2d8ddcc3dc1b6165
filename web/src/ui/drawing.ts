// Charts share the frames: of those that have something new, the ones that waited longest are drawn, a few a frame, so that a page full of them stays as smooth as one.
const drawnAFrame = 2, mostGapMs = 25;
const waiting = new Set<() => void>();
let frame = 0, before = 0;

/** Draws with one of the next frames; asked again before that, once. */
export function drawSoon(draw: () => void): void {
  waiting.add(draw);
  if (frame === 0) frame = requestAnimationFrame(drawSome);
}

export function forget(draw: () => void): void {
  waiting.delete(draw);
}

function drawSome(now: number): void {
  frame = 0;
  // Where frames come late already, one at a time.
  const most = now - before > mostGapMs && now - before < 10 * mostGapMs ? 1 : drawnAFrame;
  before = now;
  let drawn = 0;
  for (const draw of waiting) {
    if (drawn++ === most) break;
    waiting.delete(draw);
    draw();
  }
  if (waiting.size > 0) frame = requestAnimationFrame(drawSome);
}
