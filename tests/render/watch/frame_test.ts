import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { type Choice, decideScene, type Picture } from "../../../src/decide/pane.ts";
import { APPROACH_PCT, DESCEND_PCT, LAND_PCT } from "../../../src/decide/thresholds.ts";
import { DAY, HOUR, MINUTE } from "../../../src/model/units.ts";
import { cellWidth } from "../../../src/render/cell_width.ts";
import { renderFrame, type Size } from "../../../src/render/watch/frame.ts";
import type { Style } from "../../../src/render/watch/meters.ts";
import { assertGolden } from "../../support/golden.ts";
import { aChoice, aPicture, aSessionPicture, EXHAUSTS } from "../../support/pictures.ts";
import { holds } from "../../support/property.ts";
import { aRoom, aWeek, aWindow, NOW, TOKYO } from "../../support/situations.ts";

const STYLE: Style = { colour: false, unicode: true, zone: TOKYO };
const ASCII: Style = { ...STYLE, unicode: false };
const COLOUR: Style = { ...STYLE, colour: true };

function frame(
  picture: Picture,
  size: Size,
  style: Style = STYLE,
  choice: Choice = aChoice(),
): string {
  const scene = decideScene(picture, choice, NOW);
  return renderFrame({ kind: "scene", scene }, size, style).join("\n");
}

for (const [columns, rows] of [[40, 12], [60, 20], [80, 24], [120, 30], [160, 50], [200, 60]]) {
  Deno.test(`a frame of ${columns}x${rows} fills the terminal and no more`, () => {
    const text = frame(aPicture(), { columns: columns!, rows: rows! });
    assertEquals(text.split("\n").length, rows);
    assertGolden(`watch/${columns}x${rows}`, text);
  });
}

Deno.test("a frame for a pipe has as many rows as it takes and no keys", () => {
  const text = frame(aPicture(), { columns: 80, rows: null });
  assert(!text.includes("q quit"));
  assertGolden("watch/once", text);
});

Deno.test("a frame without Unicode is printable ASCII", () => {
  const text = frame(aPicture(), { columns: 80, rows: 24 }, ASCII);
  assert(/^[\n\x20-\x7e]+$/.test(text), text);
  assertGolden("watch/ascii", text);
});

Deno.test("colours add nothing but colours", () => {
  const text = frame(lowPicture(), { columns: 80, rows: 24 }, COLOUR);
  // deno-lint-ignore no-control-regex
  const bare = text.replace(/\x1b\[[0-9;]*m/g, "");
  assertEquals(bare, frame(lowPicture(), { columns: 80, rows: 24 }));
  assertGolden("watch/colour", text);
});

function lowPicture(): Picture {
  const windows = [
    aWindow({ headroomPct: 9, resetAt: NOW + 2 * HOUR }),
    aWeek({ headroomPct: 4 }),
    aWindow({ key: "seven_day_opus", headroomPct: 1.5, resetAt: NOW + 2 * DAY }),
    aWindow({ key: "spend_limit", headroomPct: 80, resetAt: null, observedAt: NOW - HOUR }),
  ];
  return aPicture({ windows });
}

Deno.test("the head names the account by what a person calls it", () => {
  const size = { columns: 80, rows: 24 };
  const head = (given: Partial<Picture>) => frame(aPicture(given), size).split("\n")[0] ?? "";
  assert(head({ name: "work" }).endsWith("old · work"), head({ name: "work" }));
  const two = { accounts: ["a-0", "a-1"], name: "work" };
  assert(head(two).endsWith("old · work, account 2 of 2"), head(two));
  assert(head({ ...two, name: null }).endsWith("old · account 2 of 2"));
  assert(!head({ name: "w\x1b[2Jk" }).includes("\x1b"));
  // A session with an API key, or whose figures are withheld, is no account more.
  assert(head({ accounts: ["a-1", ""] }).endsWith("old"));
  assert(head({ accounts: ["a-1", ""], account: "" }).endsWith(" · account not known"));
});

Deno.test("the pane says why a session has no windows", () => {
  const told = (withheld: "echo" | "ambiguous" | null) => {
    const sessions = [aSessionPicture({}, { account: "", withheld })];
    const none = { accounts: ["a-1", ""], account: "", windows: [], looked: null, sessions };
    return frame(aPicture(none), { columns: 80, rows: 24 });
  };
  assertStringIncludes(told("echo"), "quota   withheld after a login, known with the next reply");
  assertStringIncludes(told("ambiguous"), "quota   withheld, several accounts are possible");
  assertStringIncludes(told(null), "no rate-limit windows, as with an API key");
});

Deno.test("who burns most of a shared account is named, and stands out in the list when out of line", () => {
  const row = (id: string, projectDir: string) => aSessionPicture({ id, projectDir });
  const sessions = [
    row("3f6d02ab-1", "/home/ann/parser"),
    row("9be5127c-2", "/home/ann/site"),
    row("77aa-3", "/home/bea/site"),
  ];
  const rates = [500, 1_500, 100].map((weightPerMin, place) => ({
    sessionId: sessions[place]?.session.id ?? "",
    weightPerMin,
  }));
  const size = { columns: 80, rows: 24 };
  const text = frame(aPicture({ sessions, rates }), size);
  assertStringIncludes(
    text,
    "shared  3 sessions, 7k tokens/min together · site 9be5 burns 71% of it",
  );
  const coloured = frame(aPicture({ sessions, rates }), size, COLOUR);
  // deno-lint-ignore no-control-regex
  assert(/\x1b\[33msite 9be5 +\x1b/.test(coloured), coloured);
  const gone = [...rates.slice(0, 1), { sessionId: "elsewhere", weightPerMin: 600 }];
  assertStringIncludes(
    frame(aPicture({ sessions, rates: gone }), size),
    "2 sessions, 7k tokens/min together · another session burns 55% of it",
  );
});

Deno.test("each regime is told without colour, in words or by a mark", () => {
  const wide = frame(lowPicture(), { columns: 80, rows: 24 });
  for (
    const words of [
      "9% left · descend",
      "4% left · approach",
      "1% left · land",
      "80% left  1h ago",
    ]
  ) {
    assertStringIncludes(wide, words);
  }
  const narrow = frame(lowPicture(), { columns: 40, rows: 12 });
  assertStringIncludes(narrow, " 9%! ↻2h");
});

Deno.test("the help quotes the policy's own numbers", () => {
  const text = frame(aPicture(), { columns: 80, rows: 24 }, STYLE, aChoice({ help: true }));
  for (
    const [range, word] of [
      [`over ${DESCEND_PCT}%`, "work as usual"],
      [`to ${DESCEND_PCT}%`, "descend"],
      [`to ${APPROACH_PCT}%`, "approach"],
      [`to ${LAND_PCT}%`, "land"],
    ]
  ) {
    assert(
      text.split("\n").some((line) => line.includes(` ${range} `) && line.includes(word!)),
      range,
    );
  }
  assertGolden("watch/help", text);
});

Deno.test("the help of the smallest pane cuts no line, and tells every key and every band", () => {
  const text = frame(aPicture(), { columns: 40, rows: 12 }, STYLE, aChoice({ help: true }));
  const tall = frame(aPicture(), { columns: 40, rows: 24 }, STYLE, aChoice({ help: true }));
  for (const word of ["quit", "reported last", "start nothing", "tokens", "any key: back"]) {
    assertStringIncludes(text, word);
  }
  assertEquals(text.split("\n").length, 12);
  assert(!`${text}${tall}`.includes("…"), tall);
  assertStringIncludes(tall, "runs empty, 8 of 10 times");
});

Deno.test("a fall right behind the first figure is drawn as the way down", () => {
  const resetAt = NOW + HOUR;
  const samples = [[20, 90], [10, 50], [0, 0]].map(([agoSec, headroomPct]) => (
    { at: NOW - agoSec!, headroomPct: headroomPct!, resetAt }
  ));
  const windows = [aWindow({ headroomPct: 0, resetAt })];
  const looked = {
    key: "five_hour",
    samples,
    forecast: { kind: "spent" } as const,
    tokensLeft: 0.2,
  };
  const text = frame(aPicture({ windows, looked }), { columns: 80, rows: 24 });
  const rows = text.split("\n").filter((line) => /^ .{3}[┤│]/.test(line));
  const drawn = rows.filter((line) => /[\u2801-\u28ff]/.test(line));
  assert(drawn.length >= rows.length - 1, text);
  // What is nearly nothing in percent is nothing in tokens.
  assert(!text.includes("≈0"), text);
});

Deno.test("a window that was refilled, or is not known since, is told so", () => {
  const windows = [
    aWindow({ resetAt: NOW - HOUR }),
    aWeek({ resetAt: NOW - 20 * DAY }),
  ];
  const looked = { key: "five_hour", samples: [], forecast: EXHAUSTS, tokensLeft: null };
  const text = frame(aPicture({ windows, looked }), { columns: 80, rows: 24 });
  assertStringIncludes(text, "refilled at 08:12");
  assertStringIncludes(text, "not known since its last reset");
  assert(!text.includes("forecast"), "a chart of a window that is over");
  const narrow = frame(aPicture({ windows, looked }), { columns: 40, rows: 12 });
  assertStringIncludes(narrow, "refilled");
  assertStringIncludes(narrow, "not known");
});

Deno.test("a session without windows shows context and cost", () => {
  const only = aSessionPicture({ account: null }, { account: "" });
  const picture = aPicture({
    accounts: [""],
    account: "",
    windows: [],
    looked: null,
    pace: null,
    sessions: [only],
  });
  const text = frame(picture, { columns: 80, rows: 24 });
  assertStringIncludes(text, "no rate-limit windows, as with an API key");
  assertStringIncludes(text, "470k tokens before compaction");
  assertStringIncludes(text, "$12.40");
});

Deno.test("the forecast is told in each of its kinds", () => {
  const told = (forecast: NonNullable<Picture["looked"]>["forecast"]) =>
    frame(
      aPicture({ looked: { key: "five_hour", samples: [], forecast, tokensLeft: null } }),
      { columns: 80, rows: 24 },
    );
  assertStringIncludes(told(EXHAUSTS), "23%/h · empty ~10:02–10:52");
  assertStringIncludes(
    told({ ...EXHAUSTS, kind: "may-exhaust", burnPerHour: 7.34 }),
    "7.3%/h · may be empty from 10:02, before the reset",
  );
  assertStringIncludes(told({ ...EXHAUSTS, kind: "lasts" }), "lasts until the reset");
  assertStringIncludes(told({ kind: "spent" }), "nothing is left until the reset");
  assertStringIncludes(told({ kind: "silent", why: "idle" }), "nobody burns right now");
  assertStringIncludes(told({ kind: "silent", why: "little" }), "too little was seen");
  assert(!told({ kind: "silent", why: "no-figure" }).includes("burn"));
});

Deno.test("a hot week tells when it is spent and what would last", () => {
  const pace = {
    kind: "hot",
    ratio: 1.62,
    exhaustAt: NOW + 2 * DAY,
    secBeforeReset: DAY,
    sustainPctPerDay: 9.8,
  } as const;
  assertStringIncludes(
    frame(aPicture({ pace }), { columns: 80, rows: 24 }),
    "1.6× the pace that lasts · spent Thu 09:12 · 9%/day would last",
  );
});

Deno.test("the context is told in each of its states", () => {
  const told = (picture: Parameters<typeof aSessionPicture>) =>
    frame(aPicture({ sessions: [aSessionPicture(...picture)] }), { columns: 80, rows: 24 });
  const unmeasured = (state: "fresh" | "compacted") => ({ context: { state, windowTokens: null } });
  assertStringIncludes(told([unmeasured("fresh"), { room: null }]), "known with the first reply");
  assertStringIncludes(told([unmeasured("compacted"), { room: null }]), "compacted, known with");
  assertStringIncludes(told([{ context: null }, { room: null }]), "context not known");
  assertStringIncludes(told([{}, { room: aRoom(38_000, "full") }]), "38k tokens before it is full");
});

Deno.test("a cold cache tells what the next request writes anew", () => {
  const cache = {
    warm: true,
    expiresAt: NOW - 1,
    ttl: "5m",
    recacheTokens: 90_000,
    lastMissCause: null,
    misses: 0,
  };
  const cold = frame(aPicture({ sessions: [aSessionPicture({ cache })] }), {
    columns: 80,
    rows: 24,
  });
  assertStringIncludes(cold, "cache cold, 90k to write anew");
  const unknown = aSessionPicture({ cache: { ...cache, warm: false, recacheTokens: null } });
  assertStringIncludes(
    frame(aPicture({ sessions: [unknown] }), { columns: 80, rows: 24 }),
    "cache cold",
  );
});

Deno.test("sessions of one project are told apart, and the looked one stays in sight", () => {
  const sessions = Array.from(
    { length: 12 },
    (_, index) => aSessionPicture({ id: `${index + 10}ab-x`, startedAt: NOW - index * MINUTE }),
  );
  const choice = aChoice({ session: "21ab-x" });
  const text = frame(aPicture({ sessions }), { columns: 80, rows: 24 }, STYLE, choice);
  assertStringIncludes(text, "▸ parser 21ab");
  assertStringIncludes(text, "more ↑↓");
});

Deno.test("texts from outside neither steer the terminal nor break the columns", () => {
  const sessions = [
    aSessionPicture({ projectDir: "/x/日本語\x1b[2J👩‍👩‍👧 evil\nname", modelName: "m\x07" }),
  ];
  const text = frame(aPicture({ sessions }), { columns: 60, rows: 20 });
  // deno-lint-ignore no-control-regex
  assert(!/[\x00-\x09\x0b-\x1f\x7f-\x9f\u200d]/.test(text), JSON.stringify(text));
  for (const line of text.split("\n")) assert(cellWidth(line) <= 60, line);
});

Deno.test("without a report, and without a store, the frame says what to do", () => {
  const empty = renderFrame({ kind: "empty", now: NOW }, { columns: 40, rows: 10 }, STYLE);
  assertEquals(empty.length, 10);
  assertStringIncludes(empty.join(" "), "No session has reported yet.");
  const broken = { kind: "broken", why: "the disk\x1b[2J is full", now: NOW } as const;
  assertStringIncludes(
    renderFrame(broken, { columns: 80, rows: null }, STYLE).join(" "),
    "The store cannot be read: the disk [2J is full.",
  );
});

/** Pictures of every shape, sane and not. */
function anyPicture(): fc.Arbitrary<Picture> {
  const instant = fc.oneof(
    fc.integer({ min: NOW - 40 * DAY, max: NOW + 40 * DAY }),
    fc.constantFrom(0, NOW, NOW + 1, NOW - 1, 99_999_999_999),
  );
  const resetAt = fc.option(instant);
  const headroomPct = fc.oneof(
    fc.double({ min: 0, max: 100, noNaN: true }),
    fc.constantFrom(0, 2, 5, 10, 100),
  );
  const key = fc.constantFrom(
    "five_hour",
    "seven_day",
    "spend_limit",
    "x",
    "a_very_long_window_key_of_a_gateway",
  );
  const window = fc.record({
    key,
    headroomPct,
    resetAt,
    observedAt: instant,
    sessionId: fc.constant("s"),
  });
  const forecast = fc.oneof(
    fc.constantFrom({ kind: "spent" } as const, { kind: "silent", why: "idle" } as const),
    fc.record({
      kind: fc.constantFrom("exhausts" as const, "may-exhaust" as const, "lasts" as const),
      earliestAt: instant,
      latestAt: instant,
      runwaySec: fc.nat(),
      burnPerHour: fc.double({ min: 0, max: 1e6, noNaN: true }),
    }),
  );
  const text = fc.string({ unit: "binary", maxLength: 60 });
  const session = fc.tuple(text, text, fc.array(fc.nat(), { maxLength: 15 }), instant, fc.boolean())
    .map(
      ([name, model, minutes, seenAt, hasRoom]) =>
        aSessionPicture({ id: name, projectDir: `/${name}`, modelName: model, seenAt }, {
          minutes,
          room: hasRoom ? aRoom(38_000) : null,
        }),
    );
  return fc.record({
    windows: fc.uniqueArray(window, { maxLength: 6, selector: (each) => each.key }),
    forecast,
    samples: fc.array(fc.record({ at: instant, headroomPct, resetAt }), { maxLength: 30 }),
    sessions: fc.array(session, { maxLength: 8 }),
    pin: text,
  }).map(({ windows, forecast, samples, sessions, pin }) => {
    const first = windows[0];
    return aPicture({
      windows,
      looked: first === undefined ? null : { key: first.key, samples, forecast, tokensLeft: 1 },
      sessions,
      pins: [{
        ...aPicture().pins[0]!,
        text: pin,
        projectDir: sessions[0]?.session.projectDir ?? null,
      }],
    });
  });
}

Deno.test("no state, no size: a frame never throws, and no line is wider than the terminal", () => {
  const size = fc.record({
    columns: fc.oneof(fc.integer({ min: 1, max: 220 }), fc.integer({ min: 36, max: 64 })),
    rows: fc.option(fc.integer({ min: 1, max: 70 })),
  });
  const choice = fc.record({
    account: fc.constantFrom(null, "a-1", "gone"),
    session: fc.constantFrom(null, "gone"),
    window: fc.constantFrom(null, "seven_day"),
    help: fc.boolean(),
  });
  const style = fc.record({
    colour: fc.boolean(),
    unicode: fc.boolean(),
    zone: fc.constant(TOKYO),
  });
  holds(fc.property(anyPicture(), size, choice, style, (picture, size, choice, style) => {
    const scene = decideScene(picture, choice, NOW);
    const lines = renderFrame({ kind: "scene", scene }, size, style);
    if (size.rows !== null) assert(lines.length <= size.rows, `${lines.length} rows`);
    for (const line of lines) {
      // deno-lint-ignore no-control-regex
      const bare = line.replace(/\x1b\[[0-9;]*m/g, "");
      assert(cellWidth(bare) <= size.columns, JSON.stringify(bare));
      // deno-lint-ignore no-control-regex
      assert(!/[\x00-\x1f\x7f-\x9f]/.test(bare), JSON.stringify(bare));
      if (!style.unicode) assert(/^[\x20-\x7e]*$/.test(bare), bare);
    }
  }));
});

Deno.test("names of windows of one model stand whole beside aligned bars, wide and narrow", () => {
  const windows = [
    aWindow({ headroomPct: 9, resetAt: NOW + 2 * HOUR }),
    aWeek(),
    aWindow({ key: "seven_day_fable", headroomPct: 3, resetAt: NOW + 2 * DAY }),
  ];
  for (const columns of [40, 60, 80, 132]) {
    const lines = frame(aPicture({ windows }), { columns, rows: 24 }).split("\n");
    // The chart's title begins like a meter.
    const meters = lines.filter((line) =>
      /^[▸ ] (5h|7d|7d fable|ctx|context) +[█▏▎▍▌▋▊▉░]/.test(line)
    );
    assert(meters.some((line) => line.startsWith("  7d fable ")), lines.join("\n"));
    const begins = meters.map((line) => line.search(/[█▏▎▍▌▋▊▉░]/));
    assertEquals(new Set(begins).size, 1, meters.join("\n"));
    assertEquals(meters.length, 4);
  }
});

Deno.test("where a meter or a fact would be cut, it says less instead", () => {
  const windows = [
    aWindow({ headroomPct: 9, resetAt: NOW + 2 * HOUR + 37 * MINUTE }),
    aWeek({ headroomPct: 3, observedAt: NOW - HOUR }),
  ];
  for (const columns of [60, 64, 70, 80]) {
    const lines = frame(aPicture({ windows }), { columns, rows: null }).split("\n").slice(0, 9);
    for (const line of lines) assert(!line.includes("…"), line);
    assert(lines.some((line) => line.includes("9% left · descend")), lines.join("\n"));
    // How old a figure is goes last.
    assert(lines.some((line) => /3% left.* 1h ago$/.test(line)), lines.join("\n"));
  }
});

Deno.test("how many sessions are hidden is said at every width", () => {
  const sessions = Array.from(
    { length: 9 },
    (_, n) => aSessionPicture({ id: `s${n}`, projectDir: `/p/project-${n}` }),
  );
  for (const columns of [40, 60, 80]) {
    const text = frame(aPicture({ sessions }), { columns, rows: 18 });
    const shown = text.split("\n").filter((line) => line.includes("project-")).length;
    assert(shown < 9, text);
    assert(new RegExp(`sessions(, ${9 - shown} more| \\+${9 - shown}) ↑↓`).test(text), text);
  }
});

Deno.test("a session that has had no reply is not said to use an API key", () => {
  const only = aSessionPicture({ account: null, answeredAt: null }, { account: "" });
  const picture = { accounts: [""], account: "", windows: [], looked: null, pace: null };
  for (
    const [columns, said] of [[80, "no window is known yet"], [
      40,
      "known with the first reply",
    ]] as const
  ) {
    const text = frame(aPicture({ ...picture, sessions: [only] }), { columns, rows: 12 });
    assertStringIncludes(text, said);
  }
});
