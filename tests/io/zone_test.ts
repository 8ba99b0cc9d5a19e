import { assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { readZone } from "../../src/io/zone.ts";

const ZONE = new URL("../../src/io/zone.ts", import.meta.url).href;
const CONFIG = fromFileUrl(new URL("../../deno.json", import.meta.url));

/** What a process started with this TZ reads; null: without TZ. `link`: target of /etc/localtime. */
async function zoneIn(tz: string | null, link: string | null = null) {
  const winter = 1_767_225_600;
  const code = `import { readZone } from ${JSON.stringify(ZONE)};
    Deno.readLinkSync = () => {
      if (${link === null}) throw new Deno.errors.InvalidInput("not a link");
      return ${JSON.stringify(link)};
    };
    const zone = readZone(${JSON.stringify(tz)});
    console.log(JSON.stringify([zone.name, zone.offsetMin(${winter})]));`;
  const env: Record<string, string> = tz === null ? {} : { TZ: tz };
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--config", CONFIG, "data:," + encodeURIComponent(code)],
    env: { ...env, HOME: Deno.env.get("HOME") ?? "/", DENO_DIR: Deno.env.get("DENO_DIR") ?? "" },
    clearEnv: true,
    stdin: "null",
  }).output();
  return JSON.parse(new TextDecoder().decode(stdout));
}

Deno.test("TZ names the zone in each of its forms", () => {
  const names: Record<string, string> = {
    "Asia/Tokyo": "Asia/Tokyo",
    ":Asia/Tokyo": "Asia/Tokyo",
    "America/Argentina/Buenos_Aires": "America/Argentina/Buenos_Aires",
    "America/Port-au-Prince": "America/Port-au-Prince",
    "UTC": "UTC",
    "Etc/UTC": "UTC",
    "Etc/GMT": "GMT",
    "/usr/share/zoneinfo/Europe/Berlin": "Europe/Berlin",
    ":/usr/share/zoneinfo/posix/Europe/Berlin": "Europe/Berlin",
    "/usr/share/zoneinfo/right/Europe/Berlin": "Europe/Berlin",
  };
  for (const [tz, name] of Object.entries(names)) assertEquals(readZone(tz).name, name, tz);
});

Deno.test("a TZ that is a rule or an offset is told as the true offset", async () => {
  // POSIX counts west of Greenwich, so the sign one reads in such names means the opposite.
  assertEquals(await zoneIn("Etc/GMT-9"), ["UTC+9", 540]);
  assertEquals(await zoneIn("EST5EDT"), [await nowIn("EST5EDT"), -300]);
});

/** `UTC-4` or `UTC-5`, whichever the zone has today. */
async function nowIn(tz: string): Promise<string> {
  const code = "console.log(-new Date().getTimezoneOffset() / 60)";
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", code],
    env: { TZ: tz },
  }).output();
  return `UTC${new TextDecoder().decode(stdout).trim()}`;
}

Deno.test("a TZ without a usable name is not given the machine's name", async () => {
  const [name] = await zoneIn("<+0530>-5:30", "/usr/share/zoneinfo/Asia/Tokyo");
  assertMatch(name, /^UTC/);
});

Deno.test("without TZ the machine's link names the zone, absolute or relative", async () => {
  assertEquals((await zoneIn(null, "/usr/share/zoneinfo/Asia/Kolkata"))[0], "Asia/Kolkata");
  assertEquals((await zoneIn(null, "../usr/share/zoneinfo/Europe/Paris"))[0], "Europe/Paris");
  assertEquals((await zoneIn(null, "/var/db/timezone/zoneinfo/America/Lima"))[0], "America/Lima");
});

Deno.test("without TZ and without a link to a zone the offset is the name", async () => {
  for (const link of [null, "/etc/my_zone", "localtime.real"]) {
    assertMatch((await zoneIn(null, link))[0], /^UTC([+-]\d{1,2}(:\d\d)?)?$/);
  }
});

Deno.test("the offset follows daylight saving at the instant asked for", async () => {
  const [, winter] = await zoneIn("Europe/Berlin");
  assertEquals(winter, 60);
  const code = `import { readZone } from ${JSON.stringify(ZONE)};
    console.log(readZone("Europe/Berlin").offsetMin(1782864720));`;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--config", CONFIG, "data:," + encodeURIComponent(code)],
    env: { TZ: "Europe/Berlin" },
  }).output();
  assertEquals(new TextDecoder().decode(stdout).trim(), "120");
});
