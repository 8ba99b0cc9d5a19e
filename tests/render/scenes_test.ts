import { assert, assertEquals } from "@std/assert";
import { decideHud, shownCost } from "../../src/decide/hud.ts";
import { quote } from "../../src/decide/quote.ts";
import { decideStamp } from "../../src/decide/stamp.ts";
import { renderDemo } from "../../src/render/demo.ts";
import { renderHud } from "../../src/render/hud.ts";
import { renderLine } from "../../src/render/line.ts";
import { renderStamp } from "../../src/render/stamp.ts";
import { renderStatus } from "../../src/render/status.ts";
import { HOUR } from "../../src/model/units.ts";
import { assertGolden } from "../support/golden.ts";
import {
  aRoom,
  aWeek,
  aWindow,
  NOW,
  type Scene,
  SCENES,
  TOKYO,
  UNKNOWN,
} from "../support/situations.ts";

function stampOf(scene: Scene): string | null {
  return renderStamp(decideStamp(scene, null, NOW), NOW, TOKYO);
}

function hudOf(scene: Scene, colour = false, columns: number | null = null): string {
  return renderHud(decideHud(scene, NOW), NOW, { colour, columns, zone: TOKYO });
}

function lineOf({ windows, room, costUsd, withheld }: Scene): string {
  const quotes = windows.flatMap((window) => quote(window, NOW) ?? []);
  const view = { room, isWithheld: withheld !== null, costUsd: shownCost(costUsd) };
  return renderLine(quotes, view, NOW);
}

function statusOf(scene: Scene): string {
  const status = {
    ...scene,
    quotes: scene.windows.map((window) => ({ window, quote: quote(window, NOW) })),
    modelName: "Sonnet 5.5",
    directory: "/home/user/project",
    seenAt: NOW - 5,
    account: null,
    sharers: [],
  };
  return renderStatus(status, NOW, TOKYO);
}

for (const [name, scene] of Object.entries(SCENES)) {
  Deno.test(`stamp, HUD, line and status say what they should: ${name}`, () => {
    assertGolden(
      `scenes/${name}`,
      [
        `stamp   ${stampOf(scene) ?? "(silence)"}`,
        `hud     ${hudOf(scene)}`,
        `colour  ${hudOf(scene, true)}`,
        `line    ${lineOf(scene)}`,
        "",
        statusOf(scene),
      ].join("\n"),
    );
  });
}

Deno.test("every golden scene belongs to a situation", () => {
  const names = [...Deno.readDirSync(new URL("../golden/scenes/", import.meta.url))];
  assertEquals(
    names.map((entry) => entry.name.replace(/\.txt$/, "")).sort(),
    Object.keys(SCENES).sort(),
  );
});

Deno.test("the stamp is the sentence that users know", () => {
  assertEquals(
    stampOf({ ...SCENES["room-low"] as Scene }),
    "[tokenroom] now Tue, Jul 1, 09:12 Asia/Tokyo · quota — 5h: 58% left, resets 14:00 · " +
      "context — ~38k tokens before compaction",
  );
});

Deno.test("the HUD is the line that users know", () => {
  const scene: Scene = {
    ...UNKNOWN,
    windows: [aWindow({ headroomPct: 60, resetAt: NOW + 13 * 3600 + 18 * 60 }), aWeek()],
    room: { roomTokens: 560_000, headroomPct: 56, then: "compaction" },
    costUsd: 26.03,
  };
  assertEquals(hudOf(scene), "⛶ 60% left ↻22:30 · ctx 56% (560k) · $26.03");
});

Deno.test("the line for a status bar is the one that users know", () => {
  const scene: Scene = {
    ...UNKNOWN,
    windows: [aWindow({ headroomPct: 64, resetAt: NOW + 3 * 3600 + 58 * 60 }), aWeek()],
    room: { roomTokens: 450_000, headroomPct: 45, then: "compaction" },
    costUsd: 51.63,
  };
  assertEquals(lineOf(scene), "5h 64% ↻3h 58m · 7d 84% · ctx 45% · $51.63");
});

// Four characters a token is the usual estimate for English. Figures, signs and names of places
// take more tokens than words do, so 60 tokens are counted as 200 characters.
const MOST_CHARS = 200;
const ORDINARY_CHARS = 160;

Deno.test("a stamp costs at most 60 tokens in any situation", () => {
  const far = { name: "America/Argentina/ComodRivadavia", offsetMin: () => -180 };
  for (const [name, scene] of Object.entries(SCENES)) {
    const oldest = scene.windows.map((window) => ({ ...window, observedAt: NOW - 1799 }));
    for (const windows of [scene.windows, oldest]) {
      const notes = decideStamp({ ...scene, windows }, null, NOW);
      const text = renderStamp(notes, NOW, far) ?? "";
      assert(text.length <= MOST_CHARS, `${name}: ${text.length} characters: ${text}`);
    }
  }
});

Deno.test("a stamp of ordinary days is a good deal shorter", () => {
  for (const name of ["healthy", "room-low", "week-under-20", "age-121s", "reset-passed"]) {
    const text = stampOf(SCENES[name] as Scene) ?? "";
    assert(text.length > 0 && text.length <= ORDINARY_CHARS, `${name}: ${text.length}`);
  }
});

Deno.test("no text has colour where colour is off", () => {
  for (const scene of Object.values(SCENES)) {
    assertEquals([hudOf(scene), lineOf(scene), statusOf(scene)].join("").includes("\x1b"), false);
  }
});

Deno.test("the coloured HUD says the same words as the plain one", () => {
  for (const scene of Object.values(SCENES)) {
    // deno-lint-ignore no-control-regex
    assertEquals(hudOf(scene, true).replace(/\x1b\[\d+m/g, ""), hudOf(scene));
  }
});

Deno.test("status tells how to begin where no session has reported", () => {
  assertGolden("status-empty", renderStatus(null, NOW, TOKYO));
});

Deno.test("status keeps control characters of a directory's name from the terminal", () => {
  const status = {
    ...SCENES.healthy as Scene,
    quotes: [],
    modelName: "x\x1b[31m",
    directory: "/a\nb\u202e",
    account: null,
    sharers: [],
    seenAt: NOW,
  };
  const text = renderStatus(status, NOW, TOKYO);
  // deno-lint-ignore no-control-regex
  assertEquals(/[\x00-\x09\x0b-\x1f\u202e]/.test(text), false);
  assertEquals(text.trimEnd().split("\n").length, 4);
});

Deno.test("the demonstration shows both texts as they will stand", () => {
  const scene = { ...SCENES.healthy as Scene, room: aRoom(542_000) };
  assertGolden("demo", renderDemo(hudOf(scene), stampOf(scene) ?? ""));
});

Deno.test("a narrow terminal gets what matters most, whole; a wide one gets all", () => {
  const scene: Scene = {
    ...SCENES["critical"]!,
    costUsd: 26.03,
    ahead: {
      tokensLeft: 310_000,
      empties: { resetAt: NOW + 4 * HOUR, earliestAt: NOW + HOUR, latestAt: NOW + 2 * HOUR },
    },
  };
  const whole = hudOf(scene);
  assertEquals(hudOf(scene, false, whole.length), whole);
  const narrow = hudOf(scene, false, whole.length - 1);
  assertEquals(whole, `${narrow} · $26.03`);
  for (const columns of [60, 40, 20, 1]) {
    const line = hudOf(scene, true, columns);
    assert(line.includes("5% left"), line);
    assert(line.includes("ctx "), line);
    assert(columns > 40 || !line.includes("empty"), line);
  }
});
