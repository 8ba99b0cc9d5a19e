import { assertEquals } from "@std/assert";
import {
  choose,
  decideScene,
  FOLLOWING,
  lookedAccount,
  lookedWindow,
  NO_ACCOUNT,
} from "../../src/decide/pane.ts";
import { HOUR, MINUTE } from "../../src/model/units.ts";
import { aChoice, aPicture, aSessionPicture } from "../support/pictures.ts";
import { aRoom, aWeek, aWindow, NOW } from "../support/situations.ts";

const scene = (picture = aPicture(), choice = FOLLOWING) => decideScene(picture, choice, NOW);

Deno.test("decideScene() follows the session that reported last, and lists them by when they began", () => {
  const { session, sessions, ageSec } = scene();
  assertEquals(session?.session.projectDir, "/home/ann/parser");
  assertEquals(sessions.map(({ session }) => session.projectDir), [
    "/home/ann/site",
    "/home/ann/parser",
  ]);
  assertEquals(ageSec, 3);
});

Deno.test("decideScene() shows sessions, context and pins of the chosen account and session only", () => {
  const other = aSessionPicture({ id: "other" }, { account: "a-2" });
  const picture = aPicture({ sessions: [other, ...aPicture().sessions] });
  assertEquals(scene(picture).sessions.map(({ session }) => session.id), [
    "9be5127c-2",
    "3f6d02ab-1",
  ]);
  const chosen = scene(picture, aChoice({ session: "9be5127c-2" }));
  assertEquals(chosen.session?.room, null);
  assertEquals(chosen.pins, []);
  assertEquals(scene(picture, aChoice({ session: "other" })).session?.session.id, "3f6d02ab-1");
});

Deno.test("decideScene() gives a session's own pins to it alone", () => {
  const [pin] = aPicture().pins;
  const own = { ...pin!, sessionId: "9be5127c-2", projectDir: "/home/ann/parser" };
  const picture = aPicture({ pins: [own] });
  assertEquals(scene(picture).pins, []);
  assertEquals(scene(picture, aChoice({ session: "9be5127c-2" })).pins, [own]);
  const everywhere = { ...own, sessionId: null, projectDir: null };
  assertEquals(scene(aPicture({ pins: [everywhere] })).pins, [everywhere]);
});

Deno.test("decideScene() tells a rate over a quarter of an hour, and low room under 10 percent", () => {
  const row = aSessionPicture({}, { minutes: new Array(15).fill(1_000), room: aRoom(50_000) });
  const { session, isRoomLow } = scene(aPicture({ sessions: [row] }));
  assertEquals([session?.tokensPerMin, isRoomLow], [1_000, true]);
  assertEquals(scene().isRoomLow, false);
});

Deno.test("decideScene() says of a window only what is true of it", () => {
  const standing = (window: Parameters<typeof aWindow>[0]) =>
    scene(aPicture({ windows: [aWindow(window)] })).windows[0];
  assertEquals(standing({})?.standing, "left");
  assertEquals(standing({ observedAt: NOW - 31 * MINUTE })?.standing, "old");
  assertEquals(standing({ observedAt: NOW - 31 * MINUTE })?.ageSec, 31 * MINUTE);
  assertEquals(standing({ resetAt: NOW - 1 })?.standing, "refilled");
  assertEquals(standing({ resetAt: NOW - 6 * HOUR })?.standing, "unknown");
  assertEquals(standing({})?.tokensLeft, 310_000);
});

Deno.test("decideScene() tells how the account's sessions share its burn, where two of them burn", () => {
  const [idle, a, b, c] = [0, 600, 250, 150].map((weightPerMin, place) => ({
    sessionId: `s-${place}`,
    weightPerMin,
  }));
  const shared = (...rates: (typeof a)[]) =>
    scene(aPicture({ rates: rates.flatMap((rate) => rate ?? []) })).shared;
  assertEquals(shared(), null);
  assertEquals(shared(idle, a), null);
  // One of two always burns more than the other: out of line is one of several.
  const of = { sessionId: "s-1", sharePct: 71 };
  assertEquals(shared(idle, b, a), { count: 2, first: of, isHot: false });
  assertEquals(shared(b, a, c), { count: 3, first: { ...of, sharePct: 60 }, isHot: true });
});

Deno.test("decideScene() leaves out plans that nobody came for", () => {
  const [plan] = aPicture().plans;
  assertEquals(scene(aPicture({ plans: [{ ...plan!, state: { kind: "over" } }] })).plans, []);
});

Deno.test("choose() steps through windows and sessions and stops at their ends", () => {
  assertEquals(choose(FOLLOWING, "right", scene()).window, "seven_day");
  assertEquals(choose(FOLLOWING, "left", scene()).window, "five_hour");
  assertEquals(choose(FOLLOWING, "up", scene()).session, "9be5127c-2");
  assertEquals(choose(FOLLOWING, "down", scene()).session, "3f6d02ab-1");
  const none = scene(aPicture({ windows: [], looked: null, sessions: [] }));
  assertEquals(choose(FOLLOWING, "right", none), FOLLOWING);
  assertEquals(choose(FOLLOWING, "down", none), FOLLOWING);
});

Deno.test("choose() goes round the accounts and forgets what was chosen of the former one", () => {
  const picture = aPicture({ accounts: ["a-1", "a-2"] });
  const choice = aChoice({ session: "x", window: "y" });
  assertEquals(choose(choice, "account", scene(picture)), aChoice({ account: "a-2" }));
  const second = scene({ ...picture, account: "a-2" });
  assertEquals(choose(choice, "account", second).account, "a-1");
  assertEquals(choose(choice, "account", scene(aPicture({ accounts: [] }))).account, null);
});

Deno.test("choose() opens the help, and every key closes it", () => {
  const open = choose(FOLLOWING, "help", scene());
  assertEquals(open.help, true);
  for (const key of ["help", "down", "account", "back"] as const) {
    assertEquals(choose(open, key, scene()), FOLLOWING);
  }
});

Deno.test("choose() goes back to following", () => {
  assertEquals(choose(aChoice({ account: "a-1", window: "x" }), "back", scene()), FOLLOWING);
  assertEquals(choose(FOLLOWING, "quit", scene()), FOLLOWING);
});

Deno.test("lookedWindow() is the chosen one while it is there, else the main one", () => {
  const windows = [aWeek(), aWindow()];
  assertEquals(lookedWindow(windows, "seven_day")?.key, "seven_day");
  assertEquals(lookedWindow(windows, "gone")?.key, "five_hour");
  assertEquals(lookedWindow([], null), null);
});

Deno.test("lookedAccount() is the chosen one while it is there, else that of the newest session", () => {
  assertEquals(lookedAccount(["a", "b"], "a", "b"), "b");
  assertEquals(lookedAccount(["a"], "a", "gone"), "a");
  assertEquals(lookedAccount(["a"], null, null), "a");
  assertEquals(lookedAccount([], null, null), NO_ACCOUNT);
});
