import type { WeightPerPoint } from "../model/calibration.ts";
import type { HeadroomSample } from "../model/burn.ts";
import type { FlowPoint } from "../model/flow.ts";
import type { EpochSec } from "../model/units.ts";
import { isSameWindow } from "../model/window.ts";

export interface BurnHistory {
  readonly samples: readonly HeadroomSample[];
  readonly flow: readonly FlowPoint[];
  readonly weightPerPoint: WeightPerPoint | null;
  readonly lengthSec: number | null;
}

export type Forecast =
  | { kind: "silent"; why: string }
  | {
    kind: "band";
    earliestAt: number;
    latestAt: number;
    resetAt: number | null;
    mid: number;
    t: number;
    s: number;
    n: number;
    nEff: number;
    cv2: number;
    H: number;
    act: number;
  };

export const P = {
  idle: 15 * 60,
  spread: 15 * 60,
  blocks: 60,
  blockPart: 60,
  hl0: 6,
  hlMin: 3,
  hlMax: 30,
  hlShare: 0.5,
  k: 2,
  s0: 0.15,
  zlo: 1.28,
  zhi: 1.28,
  minPts: 1,
  minBlocks: 1,
  drift: 0.1,
  skew: 0,
  prior: 0,
};
export type Params = typeof P;

export function decideForecast(h: BurnHistory, now: EpochSec, p: Params = P): Forecast {
  const last = h.samples.at(-1);
  if (last === undefined) return { kind: "silent", why: "no figure" };
  if (last.resetAt !== null && now >= last.resetAt) return { kind: "silent", why: "refilled" };
  const L = h.lengthSec ?? 86400;
  const B = L / p.blockPart;
  const n = p.blocks;
  const x = new Float64Array(n);
  const since = now - n * B;
  let known = now;
  let burnedAt = 0, windowWeight = 0, windowPoints = 0, recentPoints = 0;
  let j = 0;
  const S = h.samples;
  const add = (at: number, pts: number) => {
    const b = Math.floor((now - at) / B);
    if (b >= 0 && b < n) x[b]! += pts;
  };
  let start = S.length - 1;
  while (start > 0 && S[start - 1]!.at > since) start--;
  if (start > 0) start--;
  const F = h.flow;
  while (j < F.length && F[j]!.at <= since) j++;
  for (let i = start; i < S.length; i++) {
    const to = S[i]!;
    const prev = i > start ? S[i - 1]! : null;
    let from: number, points: number;
    if (prev !== null && isSameWindow(prev.resetAt, to.resetAt)) {
      from = prev.at;
      points = Math.max(0, prev.headroomPct - to.headroomPct);
    } else {
      if (to.resetAt === null || h.lengthSec === null) {
        while (j < F.length && F[j]!.at <= to.at) j++;
        continue;
      }
      const ws = to.resetAt - h.lengthSec;
      from = Math.max(prev?.at ?? ws, ws);
      points = 100 - to.headroomPct;
      if (prev !== null && prev.at < from) known = Math.min(known, prev.at);
    }
    known = Math.min(known, from);
    let w = 0;
    let k = j;
    while (k < F.length && F[k]!.at <= to.at) {
      if (F[k]!.at > from) w += F[k]!.weight;
      k++;
    }
    if (points > 0) {
      burnedAt = to.at;
      if (w > 0) {
        for (let m = j; m < k; m++) if (F[m]!.at > from) add(F[m]!.at, points * F[m]!.weight / w);
        windowWeight += w;
        windowPoints += points;
      } else {
        const f = Math.max(from, to.at - p.spread, since);
        const steps = Math.max(1, Math.ceil((to.at - f) / B));
        for (let m = 0; m < steps; m++) {
          add(to.at - (m + 0.5) * (to.at - f) / steps, points * (f > from ? 1 : 1) / steps);
        }
      }
      recentPoints += points;
    }
    j = k;
  }
  // after the last figure
  const ratio = windowPoints >= 3 ? windowWeight / windowPoints : h.weightPerPoint?.mid ?? null;
  let since0 = 0;
  if (ratio !== null) {
    for (let m = j; m < F.length && F[m]!.at <= now; m++) {
      add(F[m]!.at, F[m]!.weight / ratio);
      since0 += F[m]!.weight / ratio;
    }
  }
  const lastFlow = lastAt(F, now);
  const act = Math.max(burnedAt, lastFlow);
  if (now - act > p.idle) return { kind: "silent", why: "idle" };
  const H = Math.max(0.2, last.headroomPct - since0);
  const nKnown = Math.min(n, Math.ceil((now - Math.max(known, since)) / B));
  if (nKnown < p.minBlocks || recentPoints + since0 < p.minPts) {
    return { kind: "silent", why: "little" };
  }
  let hl = p.hl0, T = 0, m = 0, nEff = 1, v = 0;
  for (let round = 0; round < 3; round++) {
    let sw = 0, sw2 = 0, sx = 0, w = 1;
    const q = 2 ** (-1 / hl);
    for (let i = 0; i < nKnown; i++) {
      sw += w;
      sw2 += w * w;
      sx += w * x[i]!;
      w *= q;
    }
    m = sx / sw;
    nEff = sw * sw / sw2;
    let sv = 0;
    w = 1;
    for (let i = 0; i < nKnown; i++) {
      sv += w * (x[i]! - m) ** 2;
      w *= q;
    }
    v = sv / sw;
    T = H / m;
    hl = Math.min(p.hlMax, Math.max(p.hlMin, p.hlShare * T));
  }
  if (!(m > 0)) return { kind: "silent", why: "little" };
  const cv2 = v / (m * m) * nEff / Math.max(1, nEff - 1);
  const cvx = nKnown < 3 ? Math.max(cv2, 1) : cv2;
  const s = Math.sqrt(
    p.s0 ** 2 + p.k * cvx * (1 / Math.max(T, 1) + 1 / nEff) + p.drift * T / n + 0.08 / (H * H),
  );
  return {
    kind: "band",
    earliestAt: now + T * B * Math.exp(-p.zlo * s),
    latestAt: now + T * B * Math.exp(p.zhi * s + p.skew),
    resetAt: last.resetAt,
    mid: now + T * B,
    t: T,
    s,
    n: nKnown,
    nEff,
    cv2,
    H,
    act: now - act,
  };
}
function lastAt(F: readonly FlowPoint[], now: number): number {
  for (let i = F.length - 1; i >= 0; i--) if (F[i]!.at <= now) return F[i]!.at;
  return 0;
}
