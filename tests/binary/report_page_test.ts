// The report's page in a real browser: what fits, and what it looks like in the dark.

import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { run as lookBack } from "../../src/commands/look_back.ts";
import { withFakeHost } from "../support/fake_host.ts";
import { keepBusyDay } from "../support/journal.ts";

const BROWSER = ["chromium", "chromium-browser", "google-chrome"].find((name) =>
  new Deno.Command("sh", { args: ["-c", `command -v ${name}`], stdin: "null", stdout: "null" })
    .outputSync().success
);

/** Milliseconds after which a browser counts as hung. */
const HANG_MS = 120_000;

// What a person would measure with a ruler. Put into a copy of the page, whose own policy forbids it.
const RULER = `<script>
const page = document.documentElement;
document.querySelectorAll("details").forEach((each) => each.open = true);
const small = [...document.querySelectorAll("svg text")].filter((each) =>
  each.getBoundingClientRect().height < 9).length;
const outside = [...document.querySelectorAll("svg text")].filter((each) => {
  const [box, frame] = [each.getBoundingClientRect(), each.ownerSVGElement.getBoundingClientRect()];
  return box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1;
}).map((each) => each.textContent);
const focusable = [...document.querySelectorAll("a[href], summary, [tabindex='0']")].length;
const found = {
  overflow: page.scrollWidth - innerWidth,
  width: innerWidth,
  background: getComputedStyle(document.body).backgroundColor,
  small, outside, focusable,
};
document.body.innerHTML = "<pre>" + JSON.stringify(found) + "</pre>";
</script></body>`;

interface Found {
  readonly overflow: number;
  readonly width: number;
  readonly background: string;
  readonly small: number;
  readonly outside: readonly string[];
  readonly focusable: number;
}

async function measure(path: string, width: number, scheme: "dark" | "light"): Promise<Found> {
  const profile = Deno.makeTempDirSync();
  const child = new Deno.Command(BROWSER ?? "", {
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      `--user-data-dir=${profile}`,
      `--blink-settings=preferredColorScheme=${scheme === "dark" ? 0 : 1}`,
      `--window-size=${width},900`,
      "--dump-dom",
      `file://${path}`,
    ],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const timer = setTimeout(() => child.kill("SIGKILL"), HANG_MS);
  const { stdout } = await child.output();
  clearTimeout(timer);
  Deno.removeSync(profile, { recursive: true });
  const [, found] = /<pre>(.*)<\/pre>/.exec(new TextDecoder().decode(stdout)) ?? [];
  return JSON.parse(found ?? "null");
}

Deno.test({
  name: "the report's page fits wide and narrow screens, light and dark, in a real browser",
  ignore: BROWSER === undefined,
  fn: () =>
    withFakeHost({}, async (host) => {
      keepBusyDay(host);
      await lookBack(["--html", "--since", "24h"], host);
      const path = join(host.dir, "page.html");
      const page = host.out().replace(/<meta http-equiv[^>]+>/, "").replace("</body>", () => RULER);
      Deno.writeTextFileSync(path, page);
      for (const width of [1200, 500]) {
        for (const scheme of ["dark", "light"] as const) {
          const found = await measure(path, width, scheme);
          const where = `${width} ${scheme} ${JSON.stringify(found)}`;
          assert(found.overflow <= 0, where);
          assertEquals([found.small, found.outside], [0, []], where);
          assertEquals(
            found.background,
            scheme === "dark" ? "rgb(20, 23, 27)" : "rgb(255, 255, 255)",
            where,
          );
          // Chapters, the way past them, five charts with their tables behind, and the table of walls.
          assertEquals(found.focusable, 6 + 5 * 3 + 1, where);
        }
      }
    }),
});
