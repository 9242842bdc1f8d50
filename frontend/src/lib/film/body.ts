/** What a recording says about a body at any instant, also between the frames that were looked at. */
import type { Replay } from "../api/types";
import { pack, type Rows } from "../landmarks";
import { flatImage, frameAt, gapLimit_s, isInGap } from "../pose/replay";

type Values = readonly (number | null)[];

/** A body at an instant: flat x, y in pixels of the recording's frame, flat x, y, z in metres; NaN was not seen. */
export interface Body {
  image: number[];
  world: number[];
  visibility: number[];
}

/** A body as rows of landmarks; how deep a point lies in the picture is not known of a recording. */
export function rowsOf({ image, world, visibility }: Body): Rows {
  return pack(
    visibility.map((seen, index) => ({
      image: [image[2 * index] ?? Number.NaN, image[2 * index + 1] ?? Number.NaN, 0],
      world: [
        world[3 * index] ?? Number.NaN,
        world[3 * index + 1] ?? Number.NaN,
        world[3 * index + 2] ?? Number.NaN,
      ],
      visibility: seen,
      presence: seen,
    })),
  );
}

/** Reads a recording at any time in seconds. */
export class BodyTrack {
  readonly first_s: number;
  readonly last_s: number;
  /** The usual time between two frames that were looked at. */
  readonly step_s: number;
  private readonly gap_s: number;

  constructor(private readonly replay: Replay) {
    const times_s = replay.times_s;
    this.first_s = times_s[0] ?? 0;
    this.last_s = times_s.at(-1) ?? 0;
    this.gap_s = gapLimit_s(times_s);
    this.step_s = usualStep_s(times_s);
  }

  /** The body, interpolated between the frames before and after; null where nobody was looked at for a while. */
  at(at_s: number): Body | null {
    const { times_s, image, world, visibility } = this.replay;
    const isOutside = at_s < this.first_s - this.gap_s / 2 || at_s > this.last_s + this.gap_s / 2;
    if (!times_s.length || isOutside || isInGap(times_s, at_s, this.gap_s)) return null;
    const frame = frameAt(times_s, at_s);
    const next = Math.min(frame + 1, times_s.length - 1);
    const share = shareOf(at_s, times_s[frame] ?? 0, times_s[next] ?? 0, this.gap_s);
    return {
      image: interpolate(flatImage(image[frame] ?? []), flatImage(image[next] ?? []), share),
      world: interpolate(world[frame] ?? [], world[next] ?? [], share),
      visibility: interpolate(visibility[frame] ?? [], visibility[next] ?? [], share),
    };
  }
}

/** How far a time lies between two frames, 0 to 1; over a gap the nearer one is held. */
function shareOf(at_s: number, before_s: number, after_s: number, gap_s: number): number {
  const step_s = after_s - before_s;
  if (step_s <= 0) return 0;
  const share = Math.min(Math.max((at_s - before_s) / step_s, 0), 1);
  return step_s > gap_s ? Math.round(share) : share;
}

/** Values between two frames; what one of them lacks is taken from the nearer frame, seen or not. */
export function interpolate(before: Values, after: Values, share: number): number[] {
  return before.map((value, index) => {
    const [from, to] = [value ?? Number.NaN, after[index] ?? Number.NaN];
    const between = from + (to - from) * share;
    return Number.isNaN(between) ? (share < 0.5 ? from : to) : between;
  });
}

function usualStep_s(times_s: readonly number[]): number {
  const steps = times_s.slice(1).map((at, index) => at - (times_s[index] ?? at));
  return steps.sort((a, b) => a - b)[steps.length >> 1] ?? 0;
}
